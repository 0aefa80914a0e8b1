//! Operators held against the type of their key.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use rolecall_catalog::KeyType;

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::shown;
use super::super::family::Family;
use super::super::part::ConditionView;
use crate::document::ast::{Comparison, Operator};

pub(super) const CHECKS: &[Check] = &[
    Check::warning("TYPE_MISMATCH", Look::Condition(mismatch), "an operator does not suit the type of its key"),
    Check::suggestion("ARN_OPERATOR_RECOMMENDED", Look::Condition(arn), "a key that holds ARNs is compared as text")
        .ours(),
    Check::warning(
        "WILDCARD_WITHOUT_LIKE_OPERATOR",
        Look::Condition(wildcard),
        "a wildcard stands where it is a plain character",
    ),
];

fn mismatch(view: &ConditionView<'_>, hits: &mut Hits) {
    let Some(kind) = view.kind().map(KeyType::element) else { return };
    let operator = view.element.operator.value;
    let family = Family::of(operator.comparison);
    if family.suits(kind) {
        return;
    }
    let message =
        format!("{} has values of type {}: `{operator}` is not for these", shown(&view.element.key.value), kind.name());
    let right = suitable(operator.comparison, kind).map(|comparison| Operator { comparison, ..operator });
    let readable =
        right.filter(|right| view.element.values.iter().all(|value| Family::of(right.comparison).takes(&value.value)));
    hits.push(Hit::new(view.element.operator.span, message).with(readable.and_then(|right| view.with_operator(right))));
}

/// The operator that says for values of a type what another one says for text, or the reverse.
fn suitable(comparison: Comparison, kind: KeyType) -> Option<Comparison> {
    use Comparison as C;
    let negated = super::super::limit::is_negated(comparison);
    let equals = matches!(
        comparison,
        C::StringEquals
            | C::StringEqualsIgnoreCase
            | C::StringLike
            | C::NumericEquals
            | C::Bool
            | C::DateEquals
            | C::IpAddress
            | C::ArnEquals
            | C::ArnLike
    );
    match (kind, equals, negated) {
        (KeyType::String, true, _) => Some(C::StringEquals),
        (KeyType::String, _, true) => Some(C::StringNotEquals),
        (KeyType::Bool, true, _) => Some(C::Bool),
        (KeyType::Numeric, true, _) => Some(C::NumericEquals),
        (KeyType::Numeric, _, true) => Some(C::NumericNotEquals),
        (KeyType::Date, true, _) => Some(C::DateEquals),
        (KeyType::Date, _, true) => Some(C::DateNotEquals),
        (KeyType::IpAddress, true, _) => Some(C::IpAddress),
        (KeyType::IpAddress, _, true) => Some(C::NotIpAddress),
        (KeyType::Arn, true, _) => Some(C::ArnLike),
        (KeyType::Arn, _, true) => Some(C::ArnNotLike),
        _ => None,
    }
}

/// Compared as ARNs, a wildcard does not leave its field.
fn arn(view: &ConditionView<'_>, hits: &mut Hits) {
    let operator = view.element.operator.value;
    let comparison = match operator.comparison {
        Comparison::StringLike => Comparison::ArnLike,
        Comparison::StringNotLike => Comparison::ArnNotLike,
        Comparison::StringEquals => Comparison::ArnEquals,
        Comparison::StringNotEquals => Comparison::ArnNotEquals,
        _ => return,
    };
    let values = &view.element.values;
    let like = matches!(comparison, Comparison::ArnLike | Comparison::ArnNotLike);
    let is_same = |value: &str| Family::Arn.takes(value) && (like || !has_wildcard(value));
    let suits = view.kind().map(KeyType::element) == Some(KeyType::Arn);
    if suits && !values.is_empty() && values.iter().all(|value| is_same(&value.value)) {
        let right = Operator { comparison, ..operator };
        let message = format!("{} holds ARNs: compare them by `{right}`", shown(&view.element.key.value));
        hits.push(Hit::new(view.element.operator.span, message).with(view.with_operator(right)));
    }
}

fn wildcard(view: &ConditionView<'_>, hits: &mut Hits) {
    let operator = view.element.operator.value;
    let like = match operator.comparison {
        Comparison::StringEquals => Some(Comparison::StringLike),
        Comparison::StringNotEquals => Some(Comparison::StringNotLike),
        Comparison::StringEqualsIgnoreCase | Comparison::StringNotEqualsIgnoreCase => None,
        _ => return,
    };
    if let Some(value) = view.element.values.iter().find(|value| has_wildcard(&value.value)) {
        let message = format!("`{operator}` takes the wildcard in {} as a plain character", shown(&value.value));
        let right = like.map(|comparison| Operator { comparison, ..operator });
        hits.push(Hit::new(value.span, message).with(right.and_then(|right| view.with_operator(right))));
    }
}

/// Whether `*` or `?` stands outside `${…}`.
fn has_wildcard(value: &str) -> bool {
    let outside = value.split("${").enumerate().map(|(at, part)| match part.split_once('}') {
        Some((_, after)) if at > 0 => after,
        _ => part,
    });
    outside.into_iter().any(|part| part.contains(['*', '?']))
}
