//! A type of resources.

use std::fmt;

use crate::catalog::Record;
use crate::{ArnFormat, Catalog, ConditionKey};

/// A type of the resources of a service.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResourceType {
    pub(crate) catalog: &'static Catalog,
    pub(crate) index: u16,
}

impl ResourceType {
    /// Its name, such as `object`. Several services can have types with the same name.
    pub fn name(self) -> &'static str {
        self.catalog.text(self.record(), 0)
    }

    /// How the ARNs of its resources are made. The service in it can be another one than the service that has the type.
    pub fn arn_format(self) -> ArnFormat {
        ArnFormat { head: self.catalog.text(self.record(), 4), resource: self.catalog.text(self.record(), 8) }
    }

    /// The condition keys that describe a resource of this type, for every action on it.
    pub fn condition_keys(self) -> impl Iterator<Item = ConditionKey> {
        self.catalog.keys_in(self.record().u16(12))
    }

    fn record(self) -> Record {
        self.catalog.resource_types.get(self.index)
    }
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResourceType({self}, {})", self.arn_format())
    }
}
