//! Findings for people, and as plain JSON.

use std::fmt::Write;

use rolecall_policy::findings::Finding;
use serde_json::{Value, json};

use super::check::Checked;

/// A line for each finding: place, severity, code, message; below it the fix, if there is one. Nothing without findings.
pub(super) fn table(checked: &[Checked]) -> String {
    let rows =
        || checked.iter().flat_map(|file| file.findings.iter().map(move |finding| (place(file, finding), finding)));
    let widest = rows().map(|(place, _)| place.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for (place, Finding { severity, code, message, fix, .. }) in rows() {
        // Writing to a string does not fail.
        let _ = writeln!(out, "{place:widest$}  {:16}  {code}  {message}", severity.as_str());
        if let Some(fix) = fix {
            let _ = writeln!(out, "{:widest$}  fix: {}", "", fix.title);
        }
    }
    out
}

fn place(file: &Checked, finding: &Finding) -> String {
    format!("{}:{}:{}", file.file, finding.start.line, finding.start.column)
}

/// The findings of each file.
pub(super) fn json(checked: &[Checked]) -> Value {
    let files =
        checked.iter().map(|file| json!({"file": file.file, "kind": file.kind.name(), "findings": file.findings}));
    json!({"files": files.collect::<Vec<_>>()})
}
