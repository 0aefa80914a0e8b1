//! A workload's values in the types that typed engines want, and documents joined where an engine wants one.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::workload::{Values, Workload};

/// A context value by the type of its key.
pub(crate) enum Typed {
    Text(&'static str),
    Texts(&'static [&'static str]),
    Flag(bool),
    Number(u32),
    Time(DateTime<Utc>),
    Address(IpAddr),
}

/// The context keys of the request with their values.
pub(crate) fn context(workload: &Workload) -> impl Iterator<Item = (&'static str, Typed)> {
    workload.context.iter().map(|(key, values)| match values {
        Values::Many(values) => (*key, Typed::Texts(values)),
        Values::One(value) => (*key, typed(key, value)),
    })
}

fn typed(key: &str, value: &'static str) -> Typed {
    match key {
        "aws:SecureTransport" => Typed::Flag(value == "true"),
        "aws:MultiFactorAuthAge" => Typed::Number(value.parse().expect("a number")),
        "aws:CurrentTime" => Typed::Time(value.parse().expect("a time")),
        "aws:SourceIp" => Typed::Address(value.parse().expect("an address")),
        _ => Typed::Text(value),
    }
}

/// One document with the statements of all: for engines that want every SCP, not one of each level, to allow.
pub(crate) fn joined(documents: &[String]) -> String {
    let statements: Vec<Value> = documents.iter().flat_map(|document| statements(document)).collect();
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// The statements of a document.
pub(crate) fn statements(document: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(document).expect("JSON");
    document.get("Statement").and_then(Value::as_array).cloned().unwrap_or_default()
}
