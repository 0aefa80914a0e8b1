//! Every decision that stands in a case file, explained: the explanation says what the decision says.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[allow(dead_code, unused_imports, reason = "the decision cases use the rest")]
mod decision_support;
mod explain_support;

use decision_support::run::{asking, trying};
use decision_support::{Case, OperatorCase, StatementCase, files, lines, report};
use explain_support::faults;
use rolecall_policy::{Decision, Explanation, GateKind, Outcome, Verdict, decide, decide_all, explain};

/// What is wrong with the explanation of a case.
fn faults_of(case: &Case) -> Vec<String> {
    asking(case, |request, sets| {
        let explanation = explain(request, sets);
        let mut faults = faults(&explanation, &decide(request, sets));
        let expected = case.expect.by.clone().filter(|_| case.expect.decision == "implicitDeny");
        let failed = explanation.failed_gate.map(|index| explanation.gates[index].gate);
        let failed = failed.filter(|_| explanation.outcome == Outcome::ImplicitDeny).map(|gate| format!("{gate:?}"));
        if failed != expected {
            faults.push(format!("the failed gate is {failed:?}"));
        }
        if (explanation.outcome == Outcome::ExplicitDeny)
            != explanation.failed_gate.is_some_and(|index| explanation.gates[index].gate == GateKind::ExplicitDeny)
        {
            faults.push("explicit denials fail at their gate".to_owned());
        }
        faults.into_iter().map(|fault| format!("{}: {fault}\n{explanation}", case.name)).collect()
    })
}

#[test]
fn worked_cases() {
    let mut wrong = Vec::new();
    let files = files("worked");
    for (path, text) in &files {
        let cases: Vec<Case> = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        wrong.extend(cases.iter().flat_map(faults_of));
    }
    report(files.len(), &wrong);
}

#[test]
fn whole_decisions() {
    let cases = lines::<Case>("cases");
    let wrong: Vec<_> = cases.iter().flat_map(|(_, case)| faults_of(case)).collect();
    report(cases.len(), &wrong);
}

#[test]
fn statements_and_operators() {
    let statements = lines::<StatementCase>("statements").into_iter().map(|(_, case)| case);
    let operators = lines::<OperatorCase>("operators").into_iter().flat_map(|(_, operator)| operator.expanded());
    let cases: Vec<_> = statements.chain(operators).collect();
    let wrong: Vec<_> = cases.iter().flat_map(faults_of_statement).collect();
    report(cases.len(), &wrong);
}

fn faults_of_statement(case: &StatementCase) -> Vec<String> {
    let [allow, deny] = trying(case, |request, sets| {
        let explanation = explain(request, sets);
        (faults(&explanation, &decide(request, sets)), explanation)
    });
    let (as_allow, as_deny) = case.matches.by_effect();
    let mut faults = [allow.0, deny.0].concat();
    for (explanation, gate, holds) in
        [(&allow.1, GateKind::IdentityBased, as_allow), (&deny.1, GateKind::ExplicitDeny, as_deny)]
    {
        let statement = only_statement(explanation, gate);
        if statement.0 != holds {
            faults.push(format!("{gate:?}: holds is {}", statement.0));
        }
        let undecidable = as_allow != as_deny;
        if statement.1 != undecidable {
            faults.push(format!("{gate:?}: undecidable is {}", statement.1));
        }
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", case.name)).collect()
}

/// Whether the statement holds, and whether it hangs on elements that cannot be decided.
fn only_statement(explanation: &Explanation, gate: GateKind) -> (bool, bool) {
    let gate = explanation.gates.iter().find(|one| one.gate == gate).unwrap();
    let [statement] = gate.statements.as_slice() else { panic!("{gate:?}") };
    let any = |verdict| statement.elements.iter().any(|element| element.verdict == verdict);
    (statement.holds, any(Verdict::Undecidable) && !any(Verdict::Fails))
}

#[test]
fn a_refused_call_names_the_first_request_that_fails() {
    let cases: Vec<_> = lines::<Case>("cases").into_iter().map(|(_, case)| case).collect();
    let [allowed, denied] =
        ["allowed", "implicitDeny"].map(|decision| cases.iter().find(|case| case.expect.decision == decision).unwrap());
    asking(allowed, |first, of_first| {
        asking(denied, |second, of_second| {
            let pairs = [(*first, *of_first), (*second, *of_second), (*second, *of_second)];
            let refusal = decide_all(pairs).unwrap_err();
            assert_eq!(refusal.position, 1);
            assert_eq!(Decision::Denied(refusal.denial), decide(second, of_second));
            assert_eq!(decide_all([(*first, *of_first)]), Ok(()));
            assert_eq!(decide_all([]), Ok(()));
        });
    });
}
