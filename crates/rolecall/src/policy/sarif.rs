//! Findings as a SARIF log, the form in which code hosts and editors take the results of checks.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html>

use std::collections::BTreeSet;

use rolecall_policy::document::Position;
use rolecall_policy::findings::{self, Finding, Fix, Severity};
use serde_json::{Value, json};

use super::check::Checked;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/// One run with all files.
pub(super) fn log(checked: &[Checked]) -> Value {
    let codes: BTreeSet<_> = checked.iter().flat_map(|file| &file.findings).map(|finding| finding.code).collect();
    let rules = findings::checks().filter(|check| codes.contains(&check.code()));
    let rules: Vec<_> =
        rules.map(|check| json!({"id": check.code(), "shortDescription": {"text": check.summary()}})).collect();
    let results: Vec<_> =
        checked.iter().flat_map(|file| file.findings.iter().map(move |finding| result(file, finding))).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "rolecall", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(file: &Checked, finding: &Finding) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::SecurityWarning | Severity::Warning => "warning",
        Severity::Suggestion => "note",
    };
    let location = json!({
        "physicalLocation": {"artifactLocation": {"uri": uri(&file.file)}, "region": region(finding.start, finding.end)},
    });
    let mut result = json!({
        "ruleId": finding.code,
        "level": level,
        "message": {"text": finding.message},
        "locations": [location],
        "properties": {"severity": finding.severity},
    });
    if let (Some(fix), Some(members)) = (&finding.fix, result.as_object_mut()) {
        members.insert("fixes".to_owned(), json!([change(file, fix)]));
    }
    result
}

fn change(file: &Checked, fix: &Fix) -> Value {
    let at = |offset| Position::of(&file.text, offset);
    json!({
        "description": {"text": fix.title},
        "artifactChanges": [{
            "artifactLocation": {"uri": uri(&file.file)},
            "replacements": [{
                "deletedRegion": region(at(fix.span.start), at(fix.span.end)),
                "insertedContent": {"text": fix.replacement},
            }],
        }],
    })
}

fn region(start: Position, end: Position) -> Value {
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

/// A path as a reference (RFC 3986): all but unreserved characters and slashes escaped.
fn uri(path: &str) -> String {
    use std::fmt::Write;

    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
