//! Conditions of one statement that cannot hold together.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition_operators.html#Conditions_Null>

use std::collections::HashSet;

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::shown;
use super::super::limit::{is_negated, limits};
use super::super::part::ConditionView;
use super::super::view::is_absent_check;
use crate::document::ast::{Comparison, ConditionElement};

pub(super) const CHECKS: &[Check] = &[
    Check::warning(
        "KEY_WANTED_AND_ABSENT",
        Look::Condition(wanted_and_absent),
        "a condition wants a value of a key that another one wants to be absent",
    )
    .ours(),
    Check::warning(
        "VALUE_WANTED_AND_EXCLUDED",
        Look::Condition(wanted_and_excluded),
        "a condition wants only values that another one excludes",
    )
    .ours(),
];

/// Said where the key is wanted. A condition with values that take everything wants it too.
fn wanted_and_absent(view: &ConditionView<'_>, hits: &mut Hits) {
    let operator = view.element.operator.value;
    let wants = limits(view.element)
        || (operator.comparison == Comparison::StringLike && operator.quantifier.is_none() && !operator.if_exists);
    let others = view.of.conditions_on(&view.element.key.value.to_ascii_lowercase());
    let is_only_absent = |element: &&&ConditionElement| {
        is_absent_check(element) && element.values.iter().all(|value| value.value.eq_ignore_ascii_case("true"))
    };
    if wants && others.iter().any(|element| is_only_absent(&element)) {
        let message =
            format!("`Null` wants {} to be absent: the statement never matches", shown(&view.element.key.value));
        hits.push(Hit::new(view.element.key.span, message));
    }
}

/// Only plain comparisons of texts, whose values mean themselves.
fn wanted_and_excluded(view: &ConditionView<'_>, hits: &mut Hits) {
    let plain = |element: &ConditionElement, wanted: Comparison| {
        let operator = element.operator.value;
        operator.comparison == wanted && operator.quantifier.is_none() && !operator.if_exists
    };
    if !plain(view.element, Comparison::StringEquals) || view.element.values.is_empty() {
        return;
    }
    let others = view.of.conditions_on(&view.element.key.value.to_ascii_lowercase());
    let excluding = others
        .iter()
        .filter(|element| is_negated(element.operator.value.comparison) && plain(element, Comparison::StringNotEquals));
    let excluded: HashSet<&str> = excluding.flat_map(|element| &element.values).map(|value| &*value.value).collect();
    if view.element.values.iter().all(|value| excluded.contains(&*value.value)) {
        let key = shown(&view.element.key.value);
        let message =
            format!("all values that {key} may have are excluded by `StringNotEquals`: the statement never matches");
        hits.push(Hit::new(view.element.key.span, message));
    }
}
