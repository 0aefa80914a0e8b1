//! The managed policies that AWS keeps for every account: read-only facts from `spec/managed-policies`.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use rolecall_model::{Arn, Path, Time, UniqueId, UniqueIdKind, iam};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::directory::{ManagedPolicy, PolicyDocument, PolicyVersion};

static FACTS: &str = include_str!("../../../spec/managed-policies/aws.json");

static POLICIES: LazyLock<HashMap<Arn, Arc<ManagedPolicy>>> = LazyLock::new(|| {
    let facts: Vec<Fact> = serde_json::from_str(FACTS).unwrap_or_default();
    facts.into_iter().filter_map(|fact| fact.policy().map(|policy| (policy.arn.clone(), Arc::new(policy)))).collect()
});

#[derive(Deserialize)]
struct Fact<'a> {
    name: &'a str,
    path: &'a str,
    created: &'a str,
    updated: &'a str,
    version: u32,
    #[serde(borrow)]
    document: &'a RawValue,
}

impl Fact<'_> {
    fn policy(&self) -> Option<ManagedPolicy> {
        let path: Path = self.path.parse().ok()?;
        let updated = Time::parse_iso8601(self.updated)?;
        let document = PolicyDocument::new(self.document.get());
        Some(ManagedPolicy {
            arn: iam::aws_policy(&path, self.name),
            name: self.name.parse().ok()?,
            path,
            id: id(self.name)?,
            created: Time::parse_iso8601(self.created)?,
            updated,
            description: None,
            versions: vec![PolicyVersion { number: self.version, created: updated, document }],
            default_version: self.version,
            next_version: self.version + 1,
            tags: rolecall_model::Tags::default(),
        })
    }
}

/// An id that is the same everywhere and for ever: the facts do not hold AWS's own.
fn id(name: &str) -> Option<UniqueId> {
    let digest = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
    let mut text = data_encoding::BASE32_NOPAD.encode(digest.as_ref());
    text.truncate(17);
    format!("{}{text}", UniqueIdKind::ManagedPolicy.prefix()).parse().ok()
}

/// The policy with this ARN.
pub fn policy(arn: &Arn) -> Option<&'static Arc<ManagedPolicy>> {
    POLICIES.get(arn)
}

/// All, by path and then by name.
pub fn all() -> Vec<&'static Arc<ManagedPolicy>> {
    let mut all: Vec<_> = POLICIES.values().collect();
    all.sort_by_key(|policy| (policy.path.clone(), policy.name.as_str().to_lowercase()));
    all
}

/// `arn:aws:iam::aws:policy/AdministratorAccess`
pub fn administrator_access() -> Arn {
    iam::aws_policy(&Path::root(), "AdministratorAccess")
}

#[cfg(test)]
mod tests {
    use rolecall_policy::document::{PolicyKind, validate};

    use super::*;

    #[test]
    fn all_facts_are_valid_policies() {
        assert_eq!(all().len(), 10);
        assert!(policy(&administrator_access()).is_some());
        for policy in all() {
            let document = policy.document().unwrap().text();
            assert!(validate(document, PolicyKind::Identity).is_ok(), "{}", policy.arn);
        }
    }
}
