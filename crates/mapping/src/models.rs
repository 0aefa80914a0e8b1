//! How requests to AWS's services look: one compressed table, `spec/wire/models.bin`, of which a service is read when it is first
//! asked for.
//!
//! `cargo xtask spec` makes it of the public service models, the authorization facts and the public data about which actions SDK
//! calls need. The layout is: the length of the directory, the directory, and the models, each of them JSON that is compressed by
//! DEFLATE. Nothing in it is documentation.

mod directory;
mod operation;
mod refused;
mod untold;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

pub use directory::Entry;
pub use operation::{Binding, Operation};
pub use refused::{Refused, refused};
pub(crate) use untold::{is_untold, plain};

use self::directory::Directory;

/// The interface of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Model {
    /// Its name in the package of models, such as `dynamodbstreams`.
    pub name: String,
    /// What its requests are signed for, such as `dynamodb`.
    pub signing: String,
    /// What stands before the colon in its actions, such as `dynamodb`; empty if that is not known.
    pub prefix: String,
    /// The version of the interface: the `Version` of the Query protocols.
    pub api_version: String,
    /// `1.0` or `1.1`; empty for services without a JSON protocol.
    pub json_version: String,
    /// What stands before the dot in the target header, and before `/operation/` in the paths of RPC v2.
    pub target_prefix: String,
    /// The protocols that it speaks, as the models call them: `json`, `rest-json`, `rest-xml`, `query`, `ec2`, `smithy-rpc-v2-cbor`.
    pub protocols: Vec<String>,
    /// Its operations by their names.
    pub operations: BTreeMap<String, Operation>,
}

impl Model {
    /// Whether the service speaks a protocol.
    pub(crate) fn has(&self, protocol: &str) -> bool {
        self.protocols.iter().any(|own| own == protocol)
    }

    /// An operation, with its name as it lies here.
    pub(crate) fn operation(&self, name: &str) -> Option<(&str, &Operation)> {
        self.operations.get_key_value(name).map(|(name, operation)| (name.as_str(), operation))
    }
}

/// The table that is embedded, and the models of it that were asked for.
struct Table {
    directory: Directory,
    read: Vec<OnceLock<Model>>,
    /// The places of the services that are signed for by a name.
    by_signing: HashMap<String, Vec<usize>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let directory = Directory::read(include_bytes!("../../../spec/wire/models.bin"));
    let read = directory.entries.iter().map(|_| OnceLock::new()).collect();
    let mut by_signing: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, entry) in directory.entries.iter().enumerate() {
        by_signing.entry(entry.signing.clone()).or_default().push(at);
    }
    Table { directory, read, by_signing }
});

/// Every service of the table, in the order of the models' names.
pub fn entries() -> &'static [Entry] {
    &TABLE.directory.entries
}

/// The services that requests with a signature for this name may be for.
pub(crate) fn signed(signing: &str) -> impl Iterator<Item = &'static Entry> {
    let places = TABLE.by_signing.get(signing).map(Vec::as_slice).unwrap_or_default();
    places.iter().filter_map(|at| TABLE.directory.entries.get(*at))
}

/// The model with a name; `None` if there is none, or if the table is damaged.
pub fn model(name: &str) -> Option<&'static Model> {
    let at = TABLE.directory.entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()?;
    let model = TABLE.read.get(at)?.get_or_init(|| TABLE.directory.model(at).unwrap_or_default());
    // A damaged model has lost its name: nothing of it is mapped.
    (model.name == name).then_some(model)
}

/// What requests to a service are signed for, by any name that it has: the model's name, that itself, the beginning of its endpoint,
/// or the prefix of its actions. `None` if no service has this name.
pub fn signing_name(name: &str) -> Option<&'static str> {
    let entries = entries();
    let ways: [fn(&Entry) -> &str; 4] =
        [|entry| &entry.name, |entry| &entry.signing, |entry| &entry.endpoint, |entry| &entry.prefix];
    let found = ways.iter().find_map(|way| entries.iter().find(|entry| way(entry) == name));
    found.map(|entry| entry.signing.as_str())
}

/// The prefixes of the actions of the services that requests with a signature for this name may be for.
pub fn prefixes(signing: &str) -> BTreeSet<&'static str> {
    signed(signing).map(|entry| entry.prefix.as_str()).collect()
}

/// Whether a service has code of its own here, beside what the table says.
pub fn has_code(model: &str) -> bool {
    model == "s3" || crate::wire::has_code(model)
}

/// Writes the table of the models; the same bytes for the same models. `endpoints` are the beginnings of their endpoints.
///
/// # Errors
///
/// The text says what cannot be written.
pub fn write(models: &[(Model, String)]) -> Result<Vec<u8>, String> {
    directory::write(models)
}

#[cfg(test)]
mod tests {
    use super::{entries, model, signing_name};

    #[test]
    fn every_model_is_read() {
        assert!(entries().len() > 400);
        for entry in entries() {
            let model = model(&entry.name).unwrap();
            assert_eq!((&model.signing, &model.prefix), (&entry.signing, &entry.prefix), "{}", entry.name);
            assert!(!model.operations.is_empty() && !model.protocols.is_empty(), "{}", entry.name);
            assert!(model.operations.values().all(|operation| operation.http.contains(" /")), "{}", entry.name);
        }
        assert!(model("nothing").is_none());
    }

    #[test]
    fn services_have_many_names_and_one_that_is_signed() {
        for (name, signing) in [
            ("kinesis", Some("kinesis")),
            ("stepfunctions", Some("states")),
            ("states", Some("states")),
            ("cloudwatch", Some("monitoring")),
            ("monitoring", Some("monitoring")),
            ("elbv2", Some("elasticloadbalancing")),
            ("email", Some("ses")),
            ("nothing", None),
        ] {
            assert_eq!(signing_name(name), signing, "{name}");
        }
    }
}
