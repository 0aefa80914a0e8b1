//! Condition keys: what a request offers, and which of it an action takes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use rolecall_catalog::{AccessLevel, Action, ConditionKey, condition_key};

use crate::resource::Resource;
use crate::{Keys, Needed, Value};

/// A key that the request says something about.
pub(crate) type Offer = (Cow<'static, str>, Value);

/// A single-valued key.
pub(crate) fn one(key: &'static str, value: &str) -> Offer {
    (Cow::Borrowed(key), Value::One(Cow::Owned(value.to_owned())))
}

/// A single-valued key with a value of ours.
pub(crate) fn constant(key: &'static str, value: &'static str) -> Offer {
    (Cow::Borrowed(key), Value::One(Cow::Borrowed(value)))
}

/// The keys of tags: one for each, and the list of their names.
pub(crate) fn of_tags(each: &str, all: &'static str, tags: &[(String, String)]) -> Vec<Offer> {
    let mut offers: Vec<Offer> = tags
        .iter()
        .map(|(key, value)| (Cow::Owned(format!("{each}{key}")), Value::One(value.clone().into())))
        .collect();
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

/// What the authorization facts say of the keys of an action.
struct Facts {
    /// The action as policies write it.
    action: &'static str,
    only_reads: bool,
    known: Vec<(&'static str, ConditionKey)>,
    /// Those whose values are the upstream's, each with what names of them begin with.
    of_upstream: Vec<(&'static str, &'static str)>,
}

impl Facts {
    /// Of an action on resources of one type, or on whatever resource.
    fn gather(action: Action, kind: Option<&str>, name: &'static str) -> Self {
        let known: Vec<_> = known_to(action, kind).into_iter().map(|key| (key.name(), key)).collect();
        let names = known.iter().map(|(name, _)| *name).filter(|name| is_of_upstream(name));
        let mut of_upstream: Vec<_> =
            names.map(|name| (name.split_once("${").map_or(name, |(start, _)| start), name)).collect();
        of_upstream.sort_unstable();
        of_upstream.dedup();
        let of_upstream = of_upstream.into_iter().map(|(start, name)| (name, start)).collect();
        let only_reads = matches!(action.access_level(), AccessLevel::Read | AccessLevel::List);
        Self { action: name, only_reads, known, of_upstream }
    }

    /// The same on whatever resource. It is gathered once: every request asks for it.
    fn of(action: Action) -> Arc<Self> {
        static GATHERED: LazyLock<RwLock<HashMap<Action, Arc<Facts>>>> = LazyLock::new(RwLock::default);
        if let Some(facts) = GATHERED.read().unwrap_or_else(PoisonError::into_inner).get(&action) {
            return facts.clone();
        }
        // Kept as long as the facts of the action are, which is for ever.
        let facts = Arc::new(Self::gather(action, None, action.to_string().leak()));
        GATHERED.write().unwrap_or_else(PoisonError::into_inner).insert(action, facts.clone());
        facts
    }

    /// Whether a key is one of the action's. Most are named in full; others fit a template.
    fn know(&self, name: &str) -> bool {
        self.known.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
            || condition_key(name).is_some_and(|key| self.known.iter().any(|(_, own)| *own == key))
    }

    /// Those of the offers that the action has among its keys, and those of its keys that nobody can offer.
    fn take(&self, offers: &[Offer]) -> Taken {
        let keys = offers.iter().filter(|(name, _)| self.know(name)).cloned().collect();
        let is_offered = |name: &str| offers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let missing = self.of_upstream.iter().filter(|(name, _)| !is_offered(name));
        let mut unknown: Vec<&'static str> = missing.map(|(_, start)| *start).collect();
        unknown.dedup();
        Taken { action: self.action, only_reads: self.only_reads, keys, unknown }
    }
}

/// What a request says to an action by its condition keys.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    action: &'static str,
    only_reads: bool,
    pub(crate) keys: Keys,
    /// Keys whose values are the upstream's.
    pub(crate) unknown: Vec<&'static str>,
}

impl Taken {
    /// The action on a resource.
    pub(crate) fn needed(&self, resource: impl Into<Resource>) -> Needed {
        let Resource { arn, is_partial } = resource.into();
        Needed {
            action: Cow::Borrowed(self.action),
            resource: arn,
            is_partial,
            keys: self.keys.clone(),
            unknown: self.unknown.clone(),
            only_reads: self.only_reads,
        }
    }
}

/// What a request says to an action on whatever resource.
pub(crate) fn taken(action: Action, offers: &[Offer]) -> Taken {
    Facts::of(action).take(offers)
}

/// The same for a resource of a type.
pub(crate) fn taken_of(action: Action, kind: Option<&str>, offers: &[Offer]) -> Taken {
    match kind {
        None => taken(action, offers),
        Some(_) => Facts::gather(action, kind, Facts::of(action).action).take(offers),
    }
}

/// Whether a key says what the resource is like, and not the request: tags that it has, and of EC2 whatever a request does not say.
fn is_of_upstream(name: &str) -> bool {
    const TAGS: &[&str] = &["aws:ResourceTag/", "s3:ExistingObjectTag/", "s3:BucketTag/"];
    name.starts_with("ec2:") || name.contains(":ResourceTag/") || TAGS.iter().any(|start| name.starts_with(start))
}
