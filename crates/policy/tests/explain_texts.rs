//! Explanations as JSON and as text, as `cases/explanations/README.md` explains.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[allow(dead_code, unused_imports, reason = "the decision cases use the rest")]
mod decision_support;
mod explain_support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use decision_support::run::asking;
use decision_support::{Case, report};
use explain_support::faults;
use rolecall_policy::{decide, explain};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/explanations");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_case = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json") && !is_expected(path);
    let mut cases: Vec<_> = paths.filter(is_case).collect();
    cases.sort();
    cases
}

fn is_expected(path: &Path) -> bool {
    path.to_str().unwrap().ends_with(".expected.json")
}

/// Compares with the file, or writes it where the environment asks for that.
fn compare(path: &Path, found: &str) -> Option<String> {
    if std::env::var_os("ROLECALL_UPDATE_CASES").is_some() {
        std::fs::write(path, found).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    (expected != found).then(|| format!("{}: found\n{found}", path.display()))
}

#[test]
fn explanations_as_json_and_as_text() {
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() > 30);
    for path in &cases {
        let text = std::fs::read_to_string(path).unwrap();
        let case: Case = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        wrong.extend(decision_support::check(&case));
        asking(&case, |request, sets| {
            let explanation = explain(request, sets);
            wrong.extend(faults(&explanation, &decide(request, sets)));
            let json = serde_json::to_string_pretty(&explanation).unwrap() + "\n";
            let mut text = explanation.to_string();
            if let Some(sentence) = explanation.sentence() {
                writeln!(text, "\n{sentence}").unwrap();
            }
            wrong.extend(compare(&path.with_extension("expected.json"), &json));
            wrong.extend(compare(&path.with_extension("txt"), &text));
        });
    }
    report(cases.len(), &wrong);
}
