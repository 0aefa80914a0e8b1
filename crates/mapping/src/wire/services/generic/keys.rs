//! Condition keys of a request: those of the service that are called like a member, and tags. All others of the service are not
//! known here, and a policy that asks for one denies.

use rolecall_catalog::{Action, ConditionKey, KeyType, service};

use super::kms::{self, RequestAlias};
use super::secrets_manager;
use super::tags::Tags;
use crate::keys::{Offer, known_to, taken_of};
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::member::Member;
use crate::{Needed, Value};

/// Requests can give this one without its last characters.
const SECRET: &str = "secretsmanager:SecretId";

const REQUEST_ALIAS: &str = "kms:RequestAlias";

/// What a request offers.
pub(super) struct Offers {
    given: Vec<Offer>,
    tags_may_be_more: bool,
    /// Keys that the request is known not to have.
    absent: &'static [&'static str],
}

impl Offers {
    pub(super) fn of(call: &Call<'_>, tags: &Tags) -> Self {
        let mut offers = tags.offers();
        let keys = service(call.service.prefix).into_iter().flat_map(rolecall_catalog::Service::condition_keys);
        offers.extend(keys.filter_map(|key| Some((key.name().into(), offered(call, key)?))));
        let mut absent: &[&str] = &[];
        match kms::request_alias(call) {
            RequestAlias::Is(alias) => offers.push((REQUEST_ALIAS.into(), Value::One(alias.into()))),
            RequestAlias::Absent => absent = &[REQUEST_ALIAS],
            RequestAlias::Unknown => {}
        }
        Self { given: offers, tags_may_be_more: tags.may_be_more, absent }
    }

    /// An action on a resource of a type.
    pub(super) fn needed(&self, action: Action, kind: Option<&str>, resource: impl Into<Resource>) -> Needed {
        let mut taken = taken_of(action, kind, &self.given);
        for key in known_to(action, kind) {
            let name = key.name();
            let is_global = name.starts_with("aws:");
            let is_tag = name.starts_with("aws:RequestTag/") || name == "aws:TagKeys";
            let is_offered = taken.keys.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
            if !is_global && !is_offered && !self.absent.contains(&name) || is_tag && self.tags_may_be_more {
                taken.unknown.push(name.split_once("${").map_or(name, |(start, _)| start));
            }
        }
        taken.unknown.sort_unstable();
        taken.unknown.dedup();
        taken.needed(resource)
    }
}

/// The value of a key that is called like a member; `None` if there is none, or not one that is certain.
fn offered(call: &Call<'_>, key: ConditionKey) -> Option<Value> {
    let (prefix, name) = key.name().split_once(':')?;
    let mut same = call.members.entries().iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
    let (Some((_, member)), None, true) = (same.next(), same.next(), prefix == call.service.prefix) else {
        return None;
    };
    let texts: Vec<&str> = match member {
        Member::Text(text) | Member::Plain(text) => vec![text],
        Member::List(items) => items
            .iter()
            .map(|item| if let Member::Text(text) = item { Some(text.as_str()) } else { None })
            .collect::<Option<_>>()?,
        _ => return None,
    };
    // A key that holds an ARN holds the whole, whatever the member has.
    let is_arn = matches!(key.kind(), KeyType::Arn | KeyType::ArrayOfArn);
    let is_whole = |text: &&str| text.starts_with("arn:") && (key.name() != SECRET || secrets_manager::is_whole(text));
    if is_arn && !texts.iter().all(is_whole) {
        return None;
    }
    match texts.as_slice() {
        _ if key.kind().is_multivalued() => Some(Value::Many(texts.into_iter().map(str::to_owned).collect())),
        [text] => Some(Value::One((*text).to_owned().into())),
        _ => None,
    }
}
