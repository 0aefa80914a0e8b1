//! The facts apart from how packages and tables hold them. Everything is known by its name in lower case.

use std::collections::{BTreeMap, BTreeSet};

use rolecall_catalog::{AccessLevel, KeyType};

/// All facts.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) services: BTreeMap<String, Service>,
    pub(super) keys: BTreeMap<String, Key>,
}

/// A service, whose prefix is in lower case anyway.
#[derive(Default)]
pub(super) struct Service {
    pub(super) actions: BTreeMap<String, Action>,
    pub(super) resource_types: BTreeMap<String, ResourceType>,
    pub(super) keys: BTreeSet<String>,
}

/// An action.
pub(super) struct Action {
    pub(super) name: String,
    pub(super) level: AccessLevel,
    pub(super) resources: BTreeMap<String, Resource>,
    pub(super) keys: BTreeSet<String>,
    /// With their services, as `iam:passrole`.
    pub(super) dependents: BTreeSet<String>,
}

/// A resource type as an action uses it.
#[derive(Default)]
pub(super) struct Resource {
    pub(super) required: bool,
    pub(super) keys: BTreeSet<String>,
}

/// A resource type.
pub(super) struct ResourceType {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) keys: BTreeSet<String>,
}

/// A condition key.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) kind: KeyType,
    pub(super) is_global: bool,
}

impl Facts {
    /// How many there are of each kind.
    pub(super) fn counts(&self) -> String {
        let total = |count: fn(&Service) -> usize| self.services.values().map(count).sum::<usize>();
        format!(
            "{} services, {} actions, {} resource types, {} condition keys",
            self.services.len(),
            total(|service| service.actions.len()),
            total(|service| service.resource_types.len()),
            self.keys.len()
        )
    }
}
