//! What `models.py` prints.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A service.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Service {
    pub(super) name: String,
    #[serde(default)]
    pub(super) api_version: String,
    #[serde(default)]
    pub(super) json_version: String,
    pub(super) protocols: Vec<String>,
    #[serde(default)]
    pub(super) target_prefix: String,
    pub(super) endpoint_prefix: String,
    #[serde(default, rename = "serviceId")]
    pub(super) id: String,
    pub(super) signing_name: String,
    pub(super) operations: BTreeMap<String, Operation>,
}

impl Service {
    pub(super) fn read(line: &str) -> Result<Self, String> {
        serde_json::from_str(line).map_err(|error| format!("a line of models.py: {error}"))
    }

    /// Whether it speaks a protocol.
    pub(super) fn has(&self, protocol: &str) -> bool {
        self.protocols.iter().any(|own| own == protocol)
    }
}

/// An operation.
#[derive(Deserialize)]
pub(super) struct Operation {
    pub(super) http: String,
    pub(super) members: Vec<Member>,
    pub(super) output: Vec<String>,
    #[serde(default)]
    pub(super) payload: String,
    #[serde(default)]
    pub(super) root: String,
}

/// A member of an input.
#[derive(Deserialize)]
pub(super) struct Member {
    /// Its name in the model.
    pub(super) name: String,
    /// Its name on the wire.
    pub(super) wire: String,
    pub(super) place: Place,
    pub(super) kind: Kind,
    /// Whether its documentation speaks of a name.
    #[serde(default)]
    pub(super) named: bool,
    /// What the items of a list are called.
    #[serde(default)]
    pub(super) item: Option<String>,
    /// The members within, down to the third level: path, path on the wire, kind.
    #[serde(default)]
    pub(super) inner: Vec<(String, String, Kind)>,
}

/// Where a member goes.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    Body,
    Uri,
    Query,
    Header,
    /// Headers with a prefix.
    Headers,
}

/// What kind of value a member is.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Text,
    Texts,
    Plain,
    Blob,
    Structure,
    List,
    Map,
}
