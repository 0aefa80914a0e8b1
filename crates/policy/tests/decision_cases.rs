//! Every decision that stands in a case file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod decision_support;

use decision_support::{Case, OperatorCase, StatementCase, check, check_statement, files, lines, report};

#[test]
fn worked_cases() {
    let mut wrong = Vec::new();
    let files = files("worked");
    assert_eq!(files.len(), 32);
    for (path, text) in &files {
        let cases: Vec<Case> = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!cases.is_empty(), "{}", path.display());
        wrong.extend(cases.iter().filter_map(check).map(|difference| format!("{}: {difference}", path.display())));
    }
    report(files.len(), &wrong);
}

#[test]
fn whole_decisions() {
    let cases = lines::<Case>("cases");
    let wrong: Vec<_> = cases.iter().filter_map(|(place, case)| Some(format!("{place}: {}", check(case)?))).collect();
    report(cases.len(), &wrong);
}

#[test]
fn statements() {
    let cases = lines::<StatementCase>("statements");
    let wrong: Vec<_> =
        cases.iter().filter_map(|(place, case)| Some(format!("{place}: {}", check_statement(case)?))).collect();
    report(cases.len(), &wrong);
}

#[test]
fn operators_with_every_prefix_and_suffix() {
    let cases: Vec<_> =
        lines::<OperatorCase>("operators").iter().flat_map(|(_, operator)| operator.expanded()).collect();
    assert_eq!(cases.len(), 26 * 3 * 2 * 8);
    let wrong: Vec<_> = cases.iter().filter_map(check_statement).collect();
    report(cases.len(), &wrong);
}
