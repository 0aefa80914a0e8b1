//! Documents in `cases/documents/` get AWS's answer, at the right place.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::string_slice, reason = "tests")]

use rolecall_policy::document::{PolicyKind, validate};
use serde_json::{Map, Value, json};

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    document: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    statement: Option<Value>,
    with: Option<Map<String, Value>>,
    expect: String,
    at: Option<String>,
}

/// A `null` that is written counts as written.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    serde::Deserialize::deserialize(deserializer).map(Some)
}

impl Case {
    fn text(&self, base: &Value) -> String {
        match (&self.document, &self.statement, &self.with) {
            (Some(Value::String(text)), None, None) => text.clone(),
            (Some(document), None, None) => document.to_string(),
            (None, Some(statement), None) => json!({"Version": "2012-10-17", "Statement": statement}).to_string(),
            (None, None, Some(elements)) => {
                let mut statement = base.as_object().unwrap().clone();
                statement.extend(elements.clone());
                statement.retain(|_, value| !value.is_null());
                json!({"Version": "2012-10-17", "Statement": statement}).to_string()
            }
            _ => panic!("{}: one of document, statement and with", self.name),
        }
    }
}

fn check(kind: PolicyKind, base: &Value, cases: &str) {
    let mut names = std::collections::HashSet::new();
    for line in cases.lines() {
        let case: Case = serde_json::from_str(line).expect(line);
        assert!(names.insert(case.name.clone()), "two cases are named {:?}", case.name);
        let text = case.text(base);
        let answer = validate(&text, kind);
        let message = answer.as_ref().map_or_else(ToString::to_string, |_| "accepted".to_owned());
        assert_eq!(message, case.expect, "{kind:?}: {}: {answer:?}", case.name);
        let place = answer.err().and_then(|invalid| invalid.span());
        let shown = place.map(|span| &text[span.start as usize..span.end as usize]);
        if case.at.is_some() {
            assert_eq!(shown, case.at.as_deref(), "{kind:?}: {}: the place", case.name);
        }
    }
}

#[test]
fn identity() {
    let base = json!({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::example_bucket"});
    for kind in [PolicyKind::Identity, PolicyKind::Boundary, PolicyKind::Session] {
        check(kind, &base, include_str!("cases/documents/identity.jsonl"));
    }
}

#[test]
fn trust() {
    let base = json!({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"});
    check(PolicyKind::Trust, &base, include_str!("cases/documents/trust.jsonl"));
}

#[test]
fn resource() {
    let base = json!({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"});
    check(PolicyKind::Resource, &base, include_str!("cases/documents/resource.jsonl"));
}

#[test]
fn control() {
    let base = json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"});
    check(PolicyKind::ServiceControl, &base, include_str!("cases/documents/service_control.jsonl"));
    let base = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"});
    check(PolicyKind::ResourceControl, &base, include_str!("cases/documents/resource_control.jsonl"));
}
