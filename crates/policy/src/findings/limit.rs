//! Whether a condition lets only some values of its key pass.

use crate::document::ast::{Comparison, ConditionElement, Quantifier};

/// Whether the condition fails without the key, and with all values but some. One of wildcards alone limits nothing.
pub(super) fn limits(element: &ConditionElement) -> bool {
    let operator = element.operator.value;
    !operator.if_exists
        && operator.quantifier != Some(Quantifier::ForAllValues)
        && !is_negated(operator.comparison)
        && operator.comparison != Comparison::Null
        && element.values.iter().all(|value| !is_anything(&value.value))
}

/// Whether the operator holds where no value matches.
pub(super) fn is_negated(comparison: Comparison) -> bool {
    matches!(
        comparison,
        Comparison::StringNotEquals
            | Comparison::StringNotEqualsIgnoreCase
            | Comparison::StringNotLike
            | Comparison::NumericNotEquals
            | Comparison::DateNotEquals
            | Comparison::NotIpAddress
            | Comparison::ArnNotEquals
            | Comparison::ArnNotLike
    )
}

/// Whether a wanted value, read as a pattern, takes all or nearly all.
pub(super) fn is_anything(value: &str) -> bool {
    matches!(value, "0.0.0.0/0" | "::/0") || value.chars().all(|c| matches!(c, '*' | '?')) && !value.is_empty()
}
