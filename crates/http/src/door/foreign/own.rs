//! Operations of S3 that Rolecall answers itself, because it keeps what they are about: bucket policies and blocks of public access.

use bytes::Bytes;
use http::StatusCode;
use hyper::body::Body;
use rolecall_gateway::Content;
use rolecall_mapping::Mapped;
use rolecall_service::directory::PublicAccessBlock;
use rolecall_service::gateway::Visit;
use rolecall_service::{Code, Fault};
use roxmltree::{Document, ParsingOptions};

use super::ForeignDoor;
use super::passage::Crossing;
use super::refusal::Refusal;
use crate::door::answer::{Answer, plain};

/// The most bytes of a body that is read here; a bucket policy has 20 KB.
const MOST: usize = 64 * 1024;

/// The document is not what the operation takes.
const MALFORMED_XML: Code = Code::new("MalformedXML", 400);
/// The document is not a policy.
const MALFORMED_POLICY: Code = Code::new("MalformedPolicy", 400);

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// The operations; each is one arm of [`ForeignDoor::own`].
const OPERATIONS: [&str; 7] = [
    "PutBucketPolicy",
    "GetBucketPolicy",
    "DeleteBucketPolicy",
    "GetBucketPolicyStatus",
    "PutPublicAccessBlock",
    "GetPublicAccessBlock",
    "DeletePublicAccessBlock",
];

/// Whether Rolecall keeps what the operation is about.
pub(super) fn keeps(operation: &str) -> bool {
    OPERATIONS.contains(&operation)
}

impl ForeignDoor {
    /// Answers an operation on a bucket that the upstream has. Here a decision is never only noted: what decides about others
    /// later must not be changed by who may not.
    pub(super) async fn own<B>(
        &self,
        visit: &Visit<'_>,
        mapped: &Mapped,
        bucket: &str,
        content: Content<B>,
        crossing: &Crossing<'_>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        self.server.rule(visit)?;
        if !self.exists(crossing, mapped).await? {
            return Err(no_such_bucket().into());
        }
        let server = &self.server;
        Ok(match &*mapped.operation {
            "PutBucketPolicy" => {
                let body = self.whole(crossing.passage, content, MOST).await?;
                let text = str::from_utf8(&body).map_err(|_| not_json())?;
                server.put_bucket_policy(visit, bucket, text).await?;
                plain(StatusCode::NO_CONTENT, None, Bytes::new())
            }
            "GetBucketPolicy" => json(server.bucket_policy(visit, bucket)?),
            "DeleteBucketPolicy" => {
                server.delete_bucket_policy(visit, bucket).await?;
                plain(StatusCode::NO_CONTENT, None, Bytes::new())
            }
            "GetBucketPolicyStatus" => {
                let is_public = server.bucket_policy_is_public(visit, bucket)?;
                xml("PolicyStatus", &[("IsPublic", is_public)])
            }
            "PutPublicAccessBlock" => {
                let body = self.whole(crossing.passage, content, MOST).await?;
                server.set_public_access_block(visit, bucket, Some(block(&body)?)).await?;
                plain(StatusCode::OK, None, Bytes::new())
            }
            "GetPublicAccessBlock" => shown(server.public_access_block(visit, bucket)?),
            _ => {
                server.set_public_access_block(visit, bucket, None).await?;
                plain(StatusCode::NO_CONTENT, None, Bytes::new())
            }
        })
    }
}

fn json(policy: String) -> Answer {
    plain(StatusCode::OK, Some("application/json"), policy.into())
}

fn xml(root: &str, members: &[(&str, bool)]) -> Answer {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">");
    for (name, value) in members {
        text.extend(["<", name, ">", if *value { "true" } else { "false" }, "</", name, ">"]);
    }
    text.extend(["</", root, ">"]);
    plain(StatusCode::OK, Some("application/xml"), text.into())
}

fn shown(block: PublicAccessBlock) -> Answer {
    xml(
        "PublicAccessBlockConfiguration",
        &[
            ("BlockPublicAcls", block.block_public_acls),
            ("IgnorePublicAcls", block.ignore_public_acls),
            ("BlockPublicPolicy", block.block_public_policy),
            ("RestrictPublicBuckets", block.restrict_public_buckets),
        ],
    )
}

/// Reads a `PublicAccessBlockConfiguration`; a setting that is left out is off.
fn block(body: &[u8]) -> Result<PublicAccessBlock, Fault> {
    let text = str::from_utf8(body).map_err(|_| malformed())?;
    let options = ParsingOptions { nodes_limit: 64, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|_| malformed())?;
    let root = document.root_element();
    if root.tag_name().name() != "PublicAccessBlockConfiguration" {
        return Err(malformed());
    }
    let mut block = PublicAccessBlock {
        block_public_acls: false,
        ignore_public_acls: false,
        block_public_policy: false,
        restrict_public_buckets: false,
    };
    for element in root.children().filter(roxmltree::Node::is_element) {
        let setting = match element.tag_name().name() {
            "BlockPublicAcls" => &mut block.block_public_acls,
            "IgnorePublicAcls" => &mut block.ignore_public_acls,
            "BlockPublicPolicy" => &mut block.block_public_policy,
            "RestrictPublicBuckets" => &mut block.restrict_public_buckets,
            _ => return Err(malformed()),
        };
        *setting = match element.text().unwrap_or_default().trim() {
            value if value.eq_ignore_ascii_case("true") => true,
            value if value.eq_ignore_ascii_case("false") => false,
            _ => return Err(malformed()),
        };
    }
    Ok(block)
}

fn malformed() -> Fault {
    Fault::new(
        MALFORMED_XML,
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

fn not_json() -> Fault {
    Fault::new(MALFORMED_POLICY, "Policies must be valid JSON and the first byte must be '{'")
}

fn no_such_bucket() -> Fault {
    Fault::new(Code::new("NoSuchBucket", 404), "The specified bucket does not exist")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_public_access() {
        let read = |inner: &str| {
            block(
                format!(
                    "<PublicAccessBlockConfiguration xmlns=\"{NAMESPACE}\">{inner}</PublicAccessBlockConfiguration>"
                )
                .as_bytes(),
            )
        };
        let some =
            read("<BlockPublicAcls>TRUE</BlockPublicAcls>\n<RestrictPublicBuckets> true </RestrictPublicBuckets>")
                .unwrap();
        assert!(some.block_public_acls && some.restrict_public_buckets);
        assert!(!some.ignore_public_acls && !some.block_public_policy);
        for wrong in
            ["<BlockPublicAcls/>", "<BlockPublicAcls>yes</BlockPublicAcls>", "<Other>true</Other>", "<BlockPublicAcls>"]
        {
            assert_eq!(read(wrong).unwrap_err().code, MALFORMED_XML, "{wrong}");
        }
        assert!(block(b"<Other/>").is_err() && block(b"\xff").is_err() && block(b"").is_err());
    }
}
