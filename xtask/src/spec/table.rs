//! A table of `spec/`, as far as the commands here read it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::declared::Error;

/// The facts of one service.
#[derive(Deserialize)]
pub(crate) struct Table {
    pub(crate) metadata: BTreeMap<String, Value>,
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) shapes: BTreeMap<String, Type>,
}

/// One operation; the names are those of shapes.
#[derive(Deserialize)]
pub(crate) struct Operation {
    pub(crate) input: Option<String>,
    pub(crate) output: Option<String>,
    #[serde(default)]
    pub(crate) errors: Vec<String>,
}

/// One shape.
#[derive(Deserialize)]
pub(crate) struct Type {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) members: Vec<Member>,
    /// The items of a list.
    pub(crate) member: Option<Reference>,
    /// The values of a map.
    pub(crate) value: Option<Reference>,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) pattern: Option<String>,
    #[serde(rename = "enum")]
    pub(crate) choices: Option<Vec<String>>,
    #[serde(default)]
    error: ErrorFacts,
    /// Whether an error is the server's fault.
    #[serde(default)]
    fault: bool,
}

/// One member of a structure.
#[derive(Deserialize)]
pub(crate) struct Member {
    name: String,
    #[serde(rename = "locationName")]
    location_name: Option<String>,
    pub(crate) shape: String,
    #[serde(default)]
    pub(crate) required: bool,
}

impl Member {
    /// Its name on the wire.
    pub(crate) fn wire_name(&self) -> &str {
        self.location_name.as_deref().unwrap_or(&self.name)
    }
}

/// Where a shape is used.
#[derive(Deserialize)]
pub(crate) struct Reference {
    pub(crate) shape: String,
}

/// How an error looks on the wire, where it does not follow from its shape.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct ErrorFacts {
    code: Option<String>,
    http_status_code: Option<u16>,
}

impl Table {
    /// An error, by the name of its shape.
    pub(crate) fn error(&self, name: &str) -> Error {
        let shape = self.shapes.get(name);
        let code = shape.and_then(|shape| shape.error.code.as_deref());
        let status = shape.and_then(|shape| shape.error.http_status_code);
        let status_by_kind = if shape.is_some_and(|shape| shape.fault) { 500 } else { 400 };
        Error {
            code: code.unwrap_or(name).to_owned(),
            shape: name.to_owned(),
            status: status.unwrap_or(status_by_kind),
        }
    }
}
