//! What holds for every explanation.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use rolecall_policy::{
    Cause, Decision, Explanation, GateKind, GateState, Outcome, StatementEffect, StatementRef, StatementReport, Verdict,
};

/// The longest line of the text.
const WIDTH: usize = 120;

/// How an explanation departs from the decision, or from itself.
pub(crate) fn faults(explanation: &Explanation, decision: &Decision<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |holds: bool, fault: &str| {
        if !holds {
            faults.push(fault.to_owned());
        }
    };
    let (outcome, by, statement) = match *decision {
        Decision::Allowed(allowance) => (Outcome::Allowed, allowance.policy_type, allowance.statement),
        Decision::Denied(denial) if denial.explicit => {
            (Outcome::ExplicitDeny, Some(denial.policy_type), denial.statement)
        }
        Decision::Denied(denial) => (Outcome::ImplicitDeny, Some(denial.policy_type), denial.statement),
    };
    let deciding = explanation.deciding.as_ref();
    let place = deciding.map(|at| StatementRef { policy: &at.policy, index: at.index, sid: at.sid.as_deref() });
    check(explanation.outcome == outcome, "the outcome differs");
    check(explanation.decided_by == by, "the deciding type differs");
    check(place == statement, "the deciding statement differs");
    check(explanation.gates.iter().all(|gate| gate.because == gate.reason.to_string()), "reason and words differ");
    check(ladder_is_whole(explanation), "the ladder is not one");
    check(deciding_is_listed(explanation), "the deciding statement is not listed where it decided");
    check(
        explanation.denial() == if let Decision::Denied(denial) = decision { Some(*denial) } else { None },
        "the denial differs",
    );
    let statements = explanation.gates.iter().flat_map(|gate| &gate.statements);
    let inconsistent = statements.filter(|statement| !statement_is_consistent(statement));
    let inconsistent: Vec<_> = inconsistent.map(|statement| format!("inconsistent: {statement:?}")).collect();
    check(inconsistent.is_empty(), &inconsistent.concat());
    let text = explanation.to_string();
    check(text.lines().all(|line| line.chars().count() <= WIDTH), "a line is too long");
    check(text.lines().all(|line| !line.chars().any(char::is_control)), "a control character");
    let json = serde_json::to_string(explanation).unwrap();
    check(serde_json::from_str::<Explanation>(&json).is_ok_and(|read| read == *explanation), "not the same from JSON");
    faults
}

/// What follows the failed gate is not reached, and nothing else is.
fn ladder_is_whole(explanation: &Explanation) -> bool {
    let failed = explanation.gates.iter().position(|gate| gate.state == GateState::Failed);
    let unreached = |index: &usize| explanation.gates[*index].state == GateState::NotReached;
    let count = explanation.gates.len();
    failed == explanation.failed_gate
        && failed.is_some() != (explanation.outcome == Outcome::Allowed)
        && (0..count).filter(unreached).eq(failed.map_or(count, |failed| failed + 1)..count)
        && explanation.gates.first().is_some_and(|gate| gate.gate == GateKind::ExplicitDeny)
}

fn deciding_is_listed(explanation: &Explanation) -> bool {
    let Some(deciding) = &explanation.deciding else { return true };
    let listed = explanation.gates.iter().filter_map(|gate| gate.deciding());
    listed.filter(|statement| statement.at == *deciding).all(|statement| statement.holds)
        && explanation.gates.iter().any(|gate| gate.deciding().is_some_and(|statement| statement.at == *deciding))
}

/// The causes of elements that hold.
fn holds_although(cause: Cause) -> bool {
    matches!(cause, Cause::BoundaryCounts | Cause::NotInEveryForm)
}

fn statement_is_consistent(statement: &StatementReport) -> bool {
    let blocks = |verdict| match statement.effect {
        StatementEffect::Allow => verdict != Verdict::Holds,
        StatementEffect::Deny => verdict == Verdict::Fails,
    };
    let by_elements = statement.blocking().next().is_none();
    statement.holds == by_elements
        && !(statement.holds && statement.never_holds)
        && statement.elements.iter().all(|element| {
            element.blocks == blocks(element.verdict)
                && (element.verdict == Verdict::Holds) == element.cause.is_none_or(holds_although)
                && element.difference.is_none_or(|difference| difference.got < element.got.len())
        })
}
