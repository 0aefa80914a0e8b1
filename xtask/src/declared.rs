//! What the code declares: the operations of the registry, in the form in which the commands here compare and list them.

use std::collections::{BTreeMap, BTreeSet};

use crate::node::Node;

/// One declared operation.
pub(crate) struct Declared {
    pub(crate) input: Node,
    pub(crate) output: Node,
    pub(crate) errors: BTreeSet<Error>,
}

/// An error that an operation can answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Error {
    /// What the wire carries.
    pub(crate) code: String,
    /// The name of its exception in the service model.
    pub(crate) shape: String,
    /// The HTTP status.
    pub(crate) status: u16,
}

/// All that is declared.
#[derive(Default)]
pub(crate) struct Registry {
    /// By the name of the service, its facts by the names that the service models give them.
    pub(crate) services: BTreeMap<String, BTreeMap<String, String>>,
    /// By service and name.
    pub(crate) operations: BTreeMap<(String, String), Declared>,
}

/// The operations of the registry.
pub(crate) fn registry() -> Registry {
    Registry::default()
}
