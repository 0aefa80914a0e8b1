//! `ForAllValues` and `ForAnyValue`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>

use rolecall_catalog::{ConditionKey, KeyType, service};

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::shown;
use super::super::part::ConditionView;
use crate::document::ast::{Comparison, Operator, Quantifier};

pub(super) const CHECKS: &[Check] = &[
    Check::security(
        "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
        Look::Condition(for_all_values),
        "a condition on a key of one value also holds where the key is absent",
    ),
    Check::suggestion(
        "QUALIFIER_WITH_SINGLE_VALUED_KEY",
        Look::Condition(needless),
        "a key of one value stands under an operator for several",
    )
    .ours(),
    Check::error("MISSING_QUALIFIER", Look::Condition(missing), "a key of several values is compared as if it had one"),
    Check::warning(
        "FORALLVALUES_WITHOUT_NULL_CHECK",
        Look::Condition(without_null),
        "a condition that allows also holds where the key is absent",
    )
    .ours(),
    Check::suggestion(
        "NULL_WITH_QUALIFIER",
        Look::Condition(null),
        "`Null` looks at no values, so `ForAllValues` and `ForAnyValue` mean nothing",
    ),
];

fn is_single(view: &ConditionView<'_>) -> bool {
    view.kind().is_some_and(|kind| !kind.is_multivalued()) && comparison(view) != Comparison::Null
}

fn comparison(view: &ConditionView<'_>) -> Comparison {
    view.element.operator.value.comparison
}

/// `ForAllValues` in a statement that allows, and nothing that demands the key.
fn lets_absence_pass(view: &ConditionView<'_>) -> bool {
    let operator = view.element.operator.value;
    let key = view.element.key.value.to_ascii_lowercase();
    let is_demanded = view.of.conditions_on(&key).iter().any(|element| {
        let other = element.operator.value;
        let by_null = other.comparison == Comparison::Null
            && element.values.iter().all(|value| value.value.eq_ignore_ascii_case("false"));
        by_null || super::super::limit::limits(element)
    });
    operator.quantifier == Some(Quantifier::ForAllValues) && view.of.is_allow() && !is_demanded
}

fn for_all_values(view: &ConditionView<'_>, hits: &mut Hits) {
    if is_single(view) && lets_absence_pass(view) {
        let key = shown(&view.element.key.value);
        let message = format!("{key} has one value, and `ForAllValues` also holds where it is absent");
        hits.push(Hit::new(view.element.operator.span, message).with(plain(view)));
    }
}

fn needless(view: &ConditionView<'_>, hits: &mut Hits) {
    let Some(quantifier) = view.element.operator.value.quantifier else { return };
    if is_single(view) && !lets_absence_pass(view) {
        let message =
            format!("{} has one value: `{}` is not needed", shown(&view.element.key.value), quantifier.name());
        let fix = plain(view).filter(|_| quantifier == Quantifier::ForAnyValue);
        hits.push(Hit::new(view.element.operator.span, message).with(fix));
    }
}

fn missing(view: &ConditionView<'_>, hits: &mut Hits) {
    let operator = view.element.operator.value;
    let several = view.kind().is_some_and(KeyType::is_multivalued);
    if several && operator.quantifier.is_none() && comparison(view) != Comparison::Null {
        let message = format!(
            "{} has several values: say `ForAnyValue:{operator}` or `ForAllValues:{operator}`",
            shown(&view.element.key.value)
        );
        hits.push(Hit::new(view.element.operator.span, message));
    }
}

/// Keys of the caller or the network. What only some requests have, such as tags, is mostly meant to be let pass.
fn without_null(view: &ConditionView<'_>, hits: &mut Hits) {
    let is_of_service =
        |key: &ConditionKey| key.name().split(':').next().is_some_and(|prefix| service(prefix).is_some());
    let several =
        view.key.filter(|key| key.kind().is_multivalued() && key.name() != "aws:TagKeys" && !is_of_service(key));
    if several.is_some() && comparison(view) != Comparison::Null && lets_absence_pass(view) {
        let key = shown(&view.element.key.value);
        let message =
            format!("`ForAllValues` also holds where {key} is absent: demand it by `\"Null\": {{KEY: \"false\"}}`");
        hits.push(Hit::new(view.element.operator.span, message));
    }
}

fn null(view: &ConditionView<'_>, hits: &mut Hits) {
    if comparison(view) == Comparison::Null && view.element.operator.value.quantifier.is_some() {
        let message = "`Null` looks at no values: `ForAllValues` and `ForAnyValue` mean nothing with it";
        hits.push(Hit::new(view.element.operator.span, message).with(plain(view)));
    }
}

/// The operator without its prefix.
fn plain(view: &ConditionView<'_>) -> Option<super::super::finding::Fix> {
    view.with_operator(Operator { quantifier: None, ..view.element.operator.value })
}
