//! A service.

use std::fmt;
use std::ops::Range;

use crate::catalog::{Record, Records, search};
use crate::{Action, Catalog, ConditionKey, ResourceType};

/// A service, known by the prefix of its actions. Two programs of AWS with one prefix are one service here.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Service {
    pub(crate) catalog: &'static Catalog,
    pub(crate) index: u16,
}

impl Service {
    /// What stands before the colon in its actions, such as `s3`.
    pub fn prefix(self) -> &'static str {
        self.catalog.text(self.record(), 0)
    }

    /// Its actions, in the order of their names without regard to case.
    ///
    /// ```
    /// let names = |prefix| rolecall_catalog::service(prefix).map(|service| service.actions().map(|action| action.name()).collect());
    /// assert_eq!(names("rds-db"), Some(vec!["connect"]));
    /// ```
    pub fn actions(self) -> impl ExactSizeIterator<Item = Action> {
        self.range(self.catalog.actions, FIRST_ACTION).map(move |index| Action { service: self, index })
    }

    /// The action with a name, in any case: what stands after the colon, such as `GetObject`.
    pub fn action(self, name: &str) -> Option<Action> {
        let within = self.range(self.catalog.actions, FIRST_ACTION);
        let index = search(within, name, |index| Action { service: self, index }.name())?;
        Some(Action { service: self, index })
    }

    /// The types of its resources, in the order of their names without regard to case.
    pub fn resource_types(self) -> impl ExactSizeIterator<Item = ResourceType> {
        let catalog = self.catalog;
        self.range(catalog.resource_types, FIRST_RESOURCE_TYPE).map(move |index| ResourceType { catalog, index })
    }

    /// The type of its resources with a name, in any case, such as `object`.
    pub fn resource_type(self, name: &str) -> Option<ResourceType> {
        let catalog = self.catalog;
        let within = self.range(catalog.resource_types, FIRST_RESOURCE_TYPE);
        let index = search(within, name, |index| ResourceType { catalog, index }.name())?;
        Some(ResourceType { catalog, index })
    }

    /// The condition keys that its actions or resource types use, its own and others such as `aws:TagKeys`. Global keys that hold for
    /// every service are not among them.
    pub fn condition_keys(self) -> impl Iterator<Item = ConditionKey> {
        self.catalog.keys_in(self.record().u16(8))
    }

    /// The service that has the action with a number.
    pub(crate) fn of_action(catalog: &'static Catalog, action: u16) -> Self {
        let (mut low, mut high) = (0, catalog.services.len());
        while low < high {
            let middle = u16::midpoint(low, high);
            if catalog.services.get(middle).u16(FIRST_ACTION) <= action {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        catalog.service_at(low.saturating_sub(1))
    }

    fn record(self) -> Record {
        self.catalog.services.get(self.index)
    }

    /// The numbers of its actions or resource types.
    fn range(self, records: Records, first: usize) -> Range<u16> {
        let next = self.index.saturating_add(1);
        let services = self.catalog.services;
        let end = if next < services.len() { services.get(next).u16(first) } else { records.len() };
        self.record().u16(first)..end.min(records.len())
    }
}

/// Where a record has the number of its first action.
const FIRST_ACTION: usize = 4;
/// Where a record has the number of its first resource type.
const FIRST_RESOURCE_TYPE: usize = 6;

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix())
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({self})")
    }
}
