//! The elements of a document, read from its JSON.

use serde_json::{Map, Value};

/// The statements, with whether the document's version knows variables.
pub(crate) fn statements(document: &Value) -> (Vec<&Map<String, Value>>, bool) {
    let statements = match document.get("Statement") {
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_object).collect(),
        Some(Value::Object(one)) => vec![one],
        _ => Vec::new(),
    };
    (statements, document.get("Version").and_then(Value::as_str) == Some("2012-10-17"))
}

/// A text, or a list of texts. Numbers and truth values count as their text.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(several) => several.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Bool(truth) => vec![truth.to_string()],
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

/// An element that has a counterpart with `Not`, if the statement has either.
pub(crate) fn element<'s>(statement: &'s Map<String, Value>, name: &str) -> Option<(&'s Value, bool)> {
    let plain = statement.get(name).map(|value| (value, false));
    plain.or_else(|| statement.get(&format!("Not{name}")).map(|value| (value, true)))
}
