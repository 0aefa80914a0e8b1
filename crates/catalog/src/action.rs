//! An action, and the resources that it works on.

use std::fmt;

use crate::catalog::Record;
use crate::{AccessLevel, Catalog, ConditionKey, ResourceType, Service, format};

/// An action of a service. It is written, by [`Display`](fmt::Display) too, as in a policy: `s3:GetObject`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Action {
    pub(crate) service: Service,
    pub(crate) index: u16,
}

impl Action {
    /// Its name without the service, such as `GetObject`.
    pub fn name(self) -> &'static str {
        self.catalog().text(self.record(), 0)
    }

    /// The service that has it.
    pub fn service(self) -> Service {
        self.service
    }

    /// What it does.
    pub fn access_level(self) -> AccessLevel {
        AccessLevel::from_number(self.traits().u8(0))
    }

    /// The resource types that a statement can name for it. If there are none, the action cannot be limited to resources: its
    /// statement must have `"Resource": "*"`.
    ///
    /// ```
    /// let list_buckets = rolecall_catalog::service("s3").and_then(|service| service.action("ListAllMyBuckets"));
    /// assert_eq!(list_buckets.map(|action| action.resources().count()), Some(0));
    /// ```
    pub fn resources(self) -> impl Iterator<Item = ActionResource> {
        let catalog = self.catalog();
        let mut words = catalog.list(self.traits().u16(1));
        std::iter::from_fn(move || {
            let word = words.next()?;
            let keys = if word & format::WITH_KEYS == 0 { 0 } else { words.next()? };
            let index = word & !(format::REQUIRED | format::WITH_KEYS);
            let resource_type = ResourceType { catalog, index };
            Some(ActionResource { resource_type, required: word & format::REQUIRED != 0, keys })
        })
    }

    /// The condition keys that hold for it whatever the resource. Further ones are those of its [`resources`](Self::resources), of
    /// their types, and the global keys.
    pub fn condition_keys(self) -> impl Iterator<Item = ConditionKey> {
        self.catalog().keys_in(self.traits().u16(3))
    }

    /// The actions that its caller must be allowed besides it, at least in some of its uses.
    ///
    /// ```
    /// let create = rolecall_catalog::service("lambda").and_then(|service| service.action("CreateFunction")).ok_or("unknown")?;
    /// assert!(create.dependent_actions().any(|action| action.to_string() == "iam:PassRole"));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn dependent_actions(self) -> impl Iterator<Item = Action> {
        let catalog = self.catalog();
        catalog.list(self.traits().u16(5)).map(|index| Self { service: Service::of_action(catalog, index), index })
    }

    fn catalog(self) -> &'static Catalog {
        self.service.catalog
    }

    fn record(self) -> Record {
        self.catalog().actions.get(self.index)
    }

    fn traits(self) -> Record {
        self.catalog().traits.get(self.record().u16(4))
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service, self.name())
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Action({self})")
    }
}

/// A resource type as one action uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ActionResource {
    resource_type: ResourceType,
    required: bool,
    keys: u16,
}

impl ActionResource {
    /// The resource type.
    pub fn resource_type(self) -> ResourceType {
        self.resource_type
    }

    /// Whether each call of the action names such a resource, so that a statement that names others but not this one never allows
    /// the call.
    pub fn is_required(self) -> bool {
        self.required
    }

    /// The condition keys that hold for the action on this resource type only.
    pub fn condition_keys(self) -> impl Iterator<Item = ConditionKey> {
        self.resource_type.catalog.keys_in(self.keys)
    }
}
