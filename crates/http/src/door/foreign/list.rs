//! `ListBuckets`: the upstream knows the buckets of all accounts; a caller sees those of its own.

use bytes::Bytes;
use http::{StatusCode, header};
use http_body_util::{BodyExt, Limited};
use hyper::body::Body;
use rolecall_gateway::{Content, Fault as Broken};
use rolecall_mapping::Mapped;
use rolecall_model::AccountId;
use roxmltree::{Document, ParsingOptions};

use super::ForeignDoor;
use super::passage::Crossing;
use super::refusal::Refusal;
use crate::door::answer::Answer;

/// The most bytes of a list; ten thousand buckets take about two megabytes.
const MOST: usize = 16 << 20;

impl ForeignDoor {
    /// The caller's buckets.
    pub(super) async fn list<B>(
        &self,
        crossing: &Crossing<'_>,
        mapped: &Mapped,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let answer = self.forward(crossing, mapped, content).await?;
        if answer.status() != StatusCode::OK {
            return Ok(answer);
        }
        let account = crossing.identified.map(|identified| identified.caller().account);
        let (mut parts, body) = answer.into_parts();
        let bytes = Limited::new(body, MOST).collect().await.map_err(|_| unreadable())?.to_bytes();
        let owner = |bucket: &str| self.server.bucket_owner(bucket, crossing.owner);
        let kept = only_of(&bytes, account, owner).ok_or_else(unreadable)?;
        parts.headers.remove(header::CONTENT_LENGTH);
        Ok(Answer::from_parts(parts, Bytes::from(kept).into()))
    }
}

/// The list without the buckets that are not the account's; `None` if it is not such a list.
fn only_of(list: &[u8], account: Option<AccountId>, owner: impl Fn(&str) -> AccountId) -> Option<String> {
    let text = str::from_utf8(list).ok()?;
    let document =
        Document::parse_with_options(text, ParsingOptions { nodes_limit: 1 << 20, ..Default::default() }).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "ListAllMyBucketsResult" {
        return None;
    }
    let (mut kept, mut from) = (String::with_capacity(text.len()), 0);
    for bucket in root.descendants().filter(|node| node.tag_name().name() == "Bucket") {
        let name = bucket.children().find(|node| node.tag_name().name() == "Name")?.text()?;
        if Some(owner(name)) != account {
            kept.push_str(text.get(from..bucket.range().start)?);
            from = bucket.range().end;
        }
    }
    kept.push_str(text.get(from..)?);
    Some(kept)
}

fn unreadable() -> Refusal {
    Broken::UpstreamAnswer("it is no list of buckets").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_of_others_are_cut_out() {
        let [mine, theirs]: [AccountId; 2] = ["111111111111", "222222222222"].map(|id| id.parse().unwrap());
        let owner = |bucket: &str| if bucket.starts_with('t') { theirs } else { mine };
        let list = |buckets: &[&str]| {
            let buckets: Vec<_> =
                buckets.iter().map(|name| format!("<Bucket><Name>{name}</Name></Bucket>\n")).collect();
            format!(
                "<?xml version=\"1.0\"?>\n<ListAllMyBucketsResult xmlns=\"x\"><Buckets>{}</Buckets></ListAllMyBucketsResult>",
                buckets.concat()
            )
        };
        let all = list(&["a", "t", "t&amp;u", "b"]);
        let own = only_of(all.as_bytes(), Some(mine), owner).unwrap();
        assert_eq!(own.replace("\n\n\n", "\n"), list(&["a", "b"]));
        assert!(!only_of(all.as_bytes(), Some(theirs), owner).unwrap().contains("<Name>a"));
        assert!(!only_of(all.as_bytes(), None, owner).unwrap().contains("<Bucket>"));
        for other in ["", "<Error/>", "<ListAllMyBucketsResult><Bucket/></ListAllMyBucketsResult>", "{}"] {
            assert_eq!(only_of(other.as_bytes(), Some(mine), owner), None, "{other}");
        }
    }
}
