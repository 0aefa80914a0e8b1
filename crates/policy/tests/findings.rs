//! Documents in `cases/findings/` have the findings that they should, and the fixes help.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use rolecall_policy::document::{PolicyKind, Position, validate};
use rolecall_policy::findings::{Finding, Severity, check, checks};
use serde_json::{Map, Value, json};

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    document: Option<Value>,
    statement: Option<Value>,
    with: Option<Map<String, Value>>,
    expect: Vec<String>,
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

/// The files, with their kind and its plain statement.
fn files() -> [(PolicyKind, Value, &'static str); 6] {
    let on_objects = |effect| json!({"Effect": effect, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"});
    let role = json!({"AWS": "arn:aws:iam::111122223333:role/r"});
    let mut of_resource = on_objects("Allow");
    of_resource["Principal"] = role.clone();
    let trust = json!({"Effect": "Allow", "Principal": role, "Action": "sts:AssumeRole"});
    let mut service_control = on_objects("Deny");
    service_control["Action"] = "s3:PutObject".into();
    let resource_control = json!({
        "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}},
    });
    [
        (PolicyKind::Identity, on_objects("Allow"), include_str!("cases/findings/identity.jsonl")),
        (PolicyKind::Boundary, on_objects("Allow"), include_str!("cases/findings/boundary.jsonl")),
        (PolicyKind::Trust, trust, include_str!("cases/findings/trust.jsonl")),
        (PolicyKind::Resource, of_resource, include_str!("cases/findings/resource.jsonl")),
        (PolicyKind::ServiceControl, service_control, include_str!("cases/findings/service_control.jsonl")),
        (PolicyKind::ResourceControl, resource_control, include_str!("cases/findings/resource_control.jsonl")),
    ]
}

/// Every case with its kind and its text.
fn cases() -> impl Iterator<Item = (PolicyKind, Case, String)> {
    files().into_iter().flat_map(|(kind, base, lines)| {
        let read = move |line| -> (PolicyKind, Case, String) {
            let case: Case = serde_json::from_str(line).expect(line);
            let text = case.text(&base);
            (kind, case, text)
        };
        lines.lines().map(read)
    })
}

fn at<'t>(text: &'t str, finding: &Finding) -> &'t str {
    &text[finding.span.start as usize..finding.span.end as usize]
}

/// A finding as the cases write it.
fn written(text: &str, finding: &Finding) -> String {
    let place = at(text, finding);
    let place = if place.len() > 60 { String::new() } else { format!(" {place}") };
    let fix = finding.fix.as_ref().map(|fix| format!(" => {}", fix.replacement)).unwrap_or_default();
    format!("{}{place}{fix}", finding.code)
}

#[test]
fn each_case_has_its_findings() {
    let mut names = BTreeSet::new();
    for (kind, case, text) in cases() {
        assert!(names.insert((format!("{kind:?}"), case.name.clone())), "two cases are named {:?}", case.name);
        let found: Vec<String> = check(&text, kind).iter().map(|finding| written(&text, finding)).collect();
        assert_eq!(found, case.expect, "{kind:?}: {}", case.name);
    }
}

/// How often each code occurs.
fn counted(findings: &[Finding]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.code.as_str()).or_default() += 1;
    }
    counts
}

#[test]
fn a_fix_removes_its_finding_and_adds_no_error() {
    let mut fixes = 0;
    for (kind, case, text) in cases() {
        let before = check(&text, kind);
        let counts = counted(&before);
        for finding in &before {
            let Some(fix) = &finding.fix else { continue };
            let fixed = fix.apply(&text).unwrap();
            let after = check(&fixed, kind);
            let count = |counts: &BTreeMap<&str, usize>, code: &str| counts.get(code).copied().unwrap_or(0);
            let now = counted(&after);
            let code = finding.code.as_str();
            assert!(count(&now, code) < count(&counts, code), "{kind:?}: {}: {code} is still in {fixed}", case.name);
            for other in after.iter().filter(|finding| finding.severity == Severity::Error) {
                let code = other.code.as_str();
                assert!(count(&now, code) <= count(&counts, code), "{kind:?}: {}: {other:?} is new", case.name);
            }
            fixes += 1;
        }
    }
    assert!(fixes > 70, "{fixes}");
}

/// Two codes are of documents too large for a case file: see `findings_limits.rs`.
#[test]
fn each_check_has_a_case() {
    let found: BTreeSet<&str> =
        cases().flat_map(|(kind, _, text)| check(&text, kind)).map(|finding| finding.code.as_str()).collect();
    let declared: BTreeSet<&str> = checks().map(|check| check.code().as_str()).collect();
    let without: Vec<_> = declared.difference(&found).collect();
    assert_eq!(without, [&"DOCUMENT_TOO_LONG", &"TOO_LARGE_TO_CHECK_FULLY"]);
    assert_eq!(declared.len(), checks().count(), "two checks have one code");
    for check in checks() {
        let name = check.code().as_str();
        assert!(name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'), "{name}");
    }
}

#[test]
fn findings_stand_in_order_at_their_lines_and_columns() {
    for (kind, case, text) in cases() {
        let text = match serde_json::from_str::<Value>(&text) {
            Ok(document) => serde_json::to_string_pretty(&document).unwrap(),
            Err(_) => text,
        };
        let findings = check(&text, kind);
        assert!(findings.is_sorted_by_key(|finding| finding.span), "{}", case.name);
        for finding in &findings {
            assert_eq!(finding.start, Position::of(&text, finding.span.start), "{}", case.name);
            assert_eq!(finding.end, Position::of(&text, finding.span.end), "{}", case.name);
            assert!(!at(&text, finding).is_empty() || finding.code.as_str() == "JSON_SYNTAX_ERROR", "{}", case.name);
        }
    }
}

#[test]
fn as_json_members_are_in_camel_case() {
    let text =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}}"#;
    let findings = serde_json::to_value(check(text, PolicyKind::Identity)).unwrap();
    let span = json!({"start": 69, "end": 82});
    assert_eq!(
        findings,
        json!([{
            "severity": "ERROR",
            "code": "INVALID_ACTION",
            "message": "the service `s3` has no action `GetObjct`",
            "span": span,
            "start": {"line": 1, "column": 70},
            "end": {"line": 1, "column": 83},
            "fix": {"title": "replace it by `s3:GetObject`", "span": span, "replacement": "\"s3:GetObject\""},
        }])
    );
}

#[test]
fn managed_policies_of_aws_have_no_errors() {
    let policies: Value = serde_json::from_str(include_str!("../../../spec/managed-policies/aws.json")).unwrap();
    for policy in policies.as_array().unwrap() {
        let text = policy["document"].to_string();
        let findings = check(&text, PolicyKind::Identity);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        assert_eq!(errors.count(), 0, "{}: {findings:?}", policy["name"]);
    }
}

#[derive(serde::Deserialize)]
struct DocumentCase {
    name: String,
    document: Option<Value>,
}

/// The cases of `document_cases.rs` that are written out whole.
#[test]
fn what_is_refused_is_found_and_nothing_else_is_called_so() {
    let refusals: BTreeSet<&str> =
        checks().filter(|check| check.looks_at() == "document").map(|check| check.code().as_str()).collect();
    for (kind, lines) in [
        (PolicyKind::Identity, include_str!("cases/documents/identity.jsonl")),
        (PolicyKind::Trust, include_str!("cases/documents/trust.jsonl")),
        (PolicyKind::Resource, include_str!("cases/documents/resource.jsonl")),
        (PolicyKind::ServiceControl, include_str!("cases/documents/service_control.jsonl")),
        (PolicyKind::ResourceControl, include_str!("cases/documents/resource_control.jsonl")),
    ] {
        for line in lines.lines() {
            let case: DocumentCase = serde_json::from_str(line).unwrap();
            let Some(document) = case.document else { continue };
            let text = document.as_str().map_or_else(|| document.to_string(), str::to_owned);
            let errors: Vec<Finding> =
                check(&text, kind).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
            match validate(&text, kind) {
                Ok(_) => assert!(
                    errors.iter().all(|error| !refusals.contains(error.code.as_str())),
                    "{kind:?}: {}: {errors:?}",
                    case.name
                ),
                Err(refusal) => assert!(!errors.is_empty(), "{kind:?}: {}: {refusal:?}", case.name),
            }
        }
    }
}
