//! What might get a request past the gate that refused it. Nothing here is tried yet.

use super::Change;
use super::statement::{allowing, name};
use crate::explain::{Cause, ElementKind, ElementReport, Explanation, GateKind, StatementReport};
use crate::request::Request;

/// Operators of which one more value can be wanted.
const OF_VALUES: [&str; 7] =
    ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress", "NumericEquals"];

/// Operators that hold where the key has the wanted value, or where it has another one.
const EQUAL: [&str; 7] =
    ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "NumericEquals", "Bool"];
const UNEQUAL: [&str; 5] =
    ["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike"];

/// What follows from who asks and what there is: nobody asks with another value of these keys.
const GIVEN: [&str; 6] = ["aws:principal", "aws:user", "aws:resource", "iam:resource", "s3:existing", "s3:resource"];

/// The changes that may each get the request past the gate that refused it, the one that lets least else through first.
pub(super) fn of(explanation: &Explanation, request: &Request<'_>) -> Vec<Vec<Change>> {
    let Some(gate) = explanation.failed_gate.and_then(|at| explanation.gates.get(at)) else { return Vec::new() };
    if gate.gate == GateKind::ExplicitDeny {
        return gate.deciding().map_or_else(Vec::new, around);
    }
    let Some(policy_type) = explanation.decided_by else { return Vec::new() };
    let nearest = gate.nearest_miss().filter(|nearest| !nearest.never_holds && nearest.at.place.is_some());
    let added = || {
        let policy = nearest.filter(|nearest| !is_of_aws(nearest)).map(|nearest| nearest.at.policy.clone());
        let statement = allowing(request, policy_type)?;
        Some(vec![Change::AddStatement { policy_type, level: gate.level, policy, statement }])
    };
    let Some(nearest) = nearest else { return added().into_iter().collect() };
    let blocking: Vec<_> = nearest.blocking().collect();
    if matches!(&*blocking, [only] if only.cause == Some(Cause::BoundToAnother)) {
        return vec![vec![Change::SaveAgain { at: nearest.at.clone() }]];
    }
    // Where only conditions fail, a statement without them would leave out what the policy asks for.
    let is_conditional = blocking.iter().all(|element| element.element == ElementKind::Condition);
    let first = if is_conditional { blocking.iter().map(|element| met(element)).collect() } else { added() };
    let extended = blocking.iter().map(|element| extended(element, nearest, request)).collect();
    // Resource control policies of customers only deny.
    let is_fixed = is_of_aws(nearest) || gate.gate == GateKind::ResourceControl;
    let extended: Option<Vec<_>> = if is_fixed { None } else { extended };
    [first, extended].into_iter().flatten().filter(|changes: &Vec<_>| !changes.is_empty()).collect()
}

/// Past a Deny: under other circumstances, or without it.
fn around(deny: &StatementReport) -> Vec<Vec<Change>> {
    let conditions = deny.elements.iter().filter(|element| element.element == ElementKind::Condition);
    let mut ways: Vec<_> = conditions.filter_map(|element| Some(vec![escaped(element)?])).collect();
    if deny.at.place.is_some() && !is_of_aws(deny) {
        ways.push(vec![Change::RemoveStatement { at: deny.at.clone() }]);
    }
    ways
}

/// Whether the statement stands in a managed policy of AWS, which nobody can change.
fn is_of_aws(statement: &StatementReport) -> bool {
    statement.at.policy.starts_with("arn:aws:iam::aws:policy/")
}

/// Circumstances under which a condition holds.
fn met(condition: &ElementReport) -> Option<Change> {
    EQUAL.contains(&operator(condition)?).then(|| ask_with(condition, first_wanted(condition)?)).flatten()
}

/// Circumstances under which a condition does not hold.
fn escaped(condition: &ElementReport) -> Option<Change> {
    let (operator, wanted) = (operator(condition)?, first_wanted(condition)?);
    let other = match (operator, wanted) {
        ("Bool", "true") => "false",
        ("Bool", "false") => "true",
        _ if UNEQUAL.contains(&operator) => wanted,
        _ => return None,
    };
    ask_with(condition, other)
}

fn ask_with(condition: &ElementReport, value: &str) -> Option<Change> {
    let key = condition.key.clone()?;
    let lower = key.to_ascii_lowercase();
    let is_given = GIVEN.iter().any(|prefix| lower.starts_with(prefix));
    (!is_given).then(|| Change::AskWith { key, value: value.to_owned() })
}

/// The statement with what the request has among what the element wants.
fn extended(element: &ElementReport, statement: &StatementReport, request: &Request<'_>) -> Option<Change> {
    let (operator, value) = match (element.element, &*element.got) {
        (ElementKind::Action | ElementKind::Resource, [only]) => (None, only.clone()),
        (ElementKind::Principal, _) => {
            let (kind, name) = name(&request.principal)?;
            (Some(kind.to_owned()), name)
        }
        (ElementKind::Condition, [only]) if element.more_got == 0 && OF_VALUES.contains(&operator(element)?) => {
            (element.operator.clone(), only.clone())
        }
        _ => return None,
    };
    let is_plain = element.cause == Some(Cause::NoMatch) && is_literal(&value);
    let (element, key) = (element.element, element.key.clone());
    is_plain.then(|| Change::AddValue { at: statement.at.clone(), element, operator, key, value })
}

/// The operator of a condition on a single-valued key, without `IfExists`.
fn operator(condition: &ElementReport) -> Option<&str> {
    let operator = condition.operator.as_deref()?;
    (!operator.contains(':')).then(|| operator.trim_end_matches("IfExists"))
}

fn first_wanted(condition: &ElementReport) -> Option<&str> {
    let wanted = condition.wanted.first()?;
    Some(wanted.expanded.as_deref().unwrap_or(&wanted.text)).filter(|text| is_literal(text))
}

/// Whether a document means by this text the text itself and nothing else.
pub(super) fn is_literal(text: &str) -> bool {
    !text.contains(['*', '?', '$'])
}
