//! What the code declares: the operations of the registry, in the form in which the commands here compare and list them.

use std::collections::{BTreeMap, BTreeSet};

use rolecall_service::{Code, Declaration, Protocol, Service};

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

/// The services and operations of the code that AWS has too. What only Rolecall has is declared nowhere else.
pub(crate) fn registry() -> Registry {
    let key =
        |declaration: &Declaration| (declaration.spec.service.name().to_owned(), declaration.spec.name.to_owned());
    Registry {
        services: Service::ALL
            .into_iter()
            .filter(|service| service.is_of_aws())
            .map(|service| (service.name().to_owned(), facts(service)))
            .collect(),
        operations: rolecall_service::registry()
            .filter(|declaration| declaration.spec.service.is_of_aws())
            .map(|declaration| (key(declaration), operation(declaration)))
            .collect(),
    }
}

fn facts(service: Service) -> BTreeMap<String, String> {
    let (protocol, of_protocol) = match service.protocol() {
        Protocol::Query { namespace } => ("query", vec![("xmlNamespace", namespace)]),
        Protocol::Json11 { target_prefix } => ("json", vec![("targetPrefix", target_prefix), ("jsonVersion", "1.1")]),
    };
    let facts = [("apiVersion", service.api_version()), ("protocol", protocol)].into_iter().chain(of_protocol);
    facts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn operation(declaration: &Declaration) -> Declared {
    Declared {
        input: Node::of_declaration(declaration.input),
        output: Node::of_declaration(declaration.output),
        errors: declaration.spec.errors.iter().map(error).collect(),
    }
}

fn error(code: &Code) -> Error {
    Error { code: code.wire.to_owned(), shape: code.shape.to_owned(), status: code.status }
}
