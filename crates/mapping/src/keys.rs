//! Condition keys: what a request offers, and which of it an action takes.

use std::borrow::Cow;

use rolecall_catalog::{Action, ConditionKey, condition_key};

use crate::{Keys, Needed, Value};

/// A key that the request says something about.
pub(crate) type Offer = (Cow<'static, str>, Value);

/// A single-valued key.
pub(crate) fn one(key: &'static str, value: &str) -> Offer {
    (Cow::Borrowed(key), Value::One(value.to_owned()))
}

/// The keys of tags: one for each, and the list of their names.
pub(crate) fn of_tags(each: &str, all: &'static str, tags: &[(String, String)]) -> Vec<Offer> {
    let mut offers: Vec<Offer> =
        tags.iter().map(|(key, value)| (Cow::Owned(format!("{each}{key}")), Value::One(value.clone()))).collect();
    offers.push((Cow::Borrowed(all), Value::Many(tags.iter().map(|(key, _)| key.clone()).collect())));
    offers
}

/// The keys that the authorization facts have for an action, on resources of one type or on whatever resource.
pub(crate) fn known_to(action: Action, kind: Option<&str>) -> Vec<ConditionKey> {
    let mut known: Vec<ConditionKey> = action.condition_keys().collect();
    for resource in
        action.resources().filter(|resource| kind.is_none_or(|kind| resource.resource_type().name() == kind))
    {
        known.extend(resource.condition_keys());
        known.extend(resource.resource_type().condition_keys());
    }
    known
}

/// What a request says to an action by its condition keys.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) keys: Keys,
    /// Keys whose values are the upstream's.
    pub(crate) unknown: Vec<&'static str>,
}

impl Taken {
    /// An action on a resource.
    pub(crate) fn needed(&self, action: Action, resource: String) -> Needed {
        let action = Cow::Owned(action.to_string());
        Needed { action, resource, keys: self.keys.clone(), unknown: self.unknown.clone() }
    }
}

/// Those of the offers that the action has among its keys, and those of its keys that nobody can offer.
pub(crate) fn taken(action: Action, offers: &[Offer]) -> Taken {
    taken_of(action, None, offers)
}

/// The same for a resource of a type.
pub(crate) fn taken_of(action: Action, kind: Option<&str>, offers: &[Offer]) -> Taken {
    let known = known_to(action, kind);
    let is_known = |name: &str| condition_key(name).is_some_and(|key| known.contains(&key));
    let keys = offers.iter().filter(|(name, _)| is_known(name)).cloned().collect();
    let is_offered = |name: &str| offers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    let mut unknown: Vec<&'static str> =
        known.into_iter().map(ConditionKey::name).filter(|name| is_of_upstream(name) && !is_offered(name)).collect();
    for name in &mut unknown {
        *name = name.split_once("${").map_or(*name, |(start, _)| start);
    }
    unknown.sort_unstable();
    unknown.dedup();
    Taken { keys, unknown }
}

/// Whether a key says what the resource is like, and not the request: tags that it has, and of EC2 whatever a request does not say.
fn is_of_upstream(name: &str) -> bool {
    const TAGS: &[&str] = &["aws:ResourceTag/", "s3:ExistingObjectTag/", "s3:BucketTag/"];
    name.starts_with("ec2:") || name.contains(":ResourceTag/") || TAGS.iter().any(|start| name.starts_with(start))
}
