//! Values of conditions held against their operator and key.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::shown;
use super::super::family::Family;
use super::super::part::{ConditionView, ValueView};
use crate::document::ast::Comparison;

pub(super) const CHECKS: &[Check] = &[
    Check::warning(
        "TYPE_MISMATCH_NUMBER",
        Look::Value(|view, hits| of(Family::Numeric, "number", view, hits)),
        "a value is not a number",
    ),
    Check::warning("TYPE_MISMATCH_BOOLEAN", Look::Value(boolean), "a value is neither `true` nor `false`"),
    Check::warning(
        "TYPE_MISMATCH_IP_RANGE",
        Look::Value(|view, hits| of(Family::Ip, "range of IP addresses", view, hits)),
        "a value is not a range of IP addresses",
    ),
    Check::warning(
        "TYPE_MISMATCH_ARN",
        Look::Value(|view, hits| of(Family::Arn, "ARN", view, hits)),
        "a value is not an ARN",
    )
    .ours(),
    Check::warning(
        "TYPE_MISMATCH_BINARY",
        Look::Value(|view, hits| of(Family::Binary, "text in base64", view, hits)),
        "a value is not in base64",
    )
    .ours(),
    Check::warning("INVALID_DATE_VALUE", Look::Value(date), "a date is in no usual form, and may mean another one"),
    Check::error(
        "INVALID_CONDITION_MULTIPLE_BOOLEAN",
        Look::Condition(several_booleans),
        "a boolean operator has several values",
    ),
    Check::suggestion(
        "REDUNDANT_CONDITION_VALUE_NUM",
        Look::Condition(several_bounds),
        "a bound has several values, of which one decides",
    ),
    Check::error(
        "INVALID_VPC_FORMAT",
        Look::Value(|view, hits| id("aws:sourcevpc", "vpc-", view, hits)),
        "a value is not the id of a VPC",
    ),
    Check::error(
        "INVALID_VPCE_FORMAT",
        Look::Value(|view, hits| id("aws:sourcevpce", "vpce-", view, hits)),
        "a value is not the id of a VPC endpoint",
    ),
];

fn family(view: &ValueView<'_>) -> Family {
    Family::of(view.of.element.operator.value.comparison)
}

fn of(wanted: Family, noun: &str, view: &ValueView<'_>, hits: &mut Hits) {
    if family(view) == wanted && !view.has_variable() && !wanted.takes(&view.value.value) {
        let message = format!(
            "{} is no {noun}, so `{}` cannot compare it",
            shown(&view.value.value),
            view.of.element.operator.value
        );
        hits.push(Hit::new(view.value.span, message));
    }
}

fn boolean(view: &ValueView<'_>, hits: &mut Hits) {
    of(Family::Bool, "boolean", view, hits);
    of(Family::Null, "boolean", view, hits);
}

fn date(view: &ValueView<'_>, hits: &mut Hits) {
    if family(view) == Family::Date && !view.has_variable() && !is_usual_date(&view.value.value) {
        let message = format!("write {} as `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`", shown(&view.value.value));
        hits.push(Hit::new(view.value.span, message));
    }
}

/// A form of <https://www.w3.org/TR/NOTE-datetime>, or seconds. What the digits mean was checked before.
fn is_usual_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (day, time) = shape.split_once('T').map_or((shape.as_str(), None), |(day, time)| (day, Some(time)));
    let is_seconds = || !text.is_empty() && shape.bytes().all(|byte| byte == b'0');
    match time {
        None => matches!(day, "0000" | "0000-00" | "0000-00-00") || is_seconds(),
        Some(time) => day == "0000-00-00" && is_usual_time(time),
    }
}

fn is_usual_time(shape: &str) -> bool {
    let zone = shape.find(['Z', '+', '-']).unwrap_or(shape.len());
    let (time, zone) = shape.split_at_checked(zone).unwrap_or_default();
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
    let is_clock = matches!((clock, time.contains('.')), ("00:00", false) | ("00:00:00", _));
    is_clock && is_fraction && matches!(zone, "Z" | "+00:00" | "-00:00")
}

fn several_booleans(view: &ConditionView<'_>, hits: &mut Hits) {
    let is_boolean = matches!(view.element.operator.value.comparison, Comparison::Bool | Comparison::Null);
    if let Some(second) = view.element.values.get(1).filter(|_| is_boolean) {
        let message = format!("`{}` compares with one value: with both it says nothing", view.element.operator.value);
        hits.push(Hit::new(second.span, message));
    }
}

fn several_bounds(view: &ConditionView<'_>, hits: &mut Hits) {
    let is_bound = matches!(
        view.element.operator.value.comparison,
        Comparison::NumericLessThan
            | Comparison::NumericLessThanEquals
            | Comparison::NumericGreaterThan
            | Comparison::NumericGreaterThanEquals
    );
    if let Some(second) = view.element.values.get(1).filter(|_| is_bound) {
        let message =
            format!("of several values under `{}` one decides: leave the others out", view.element.operator.value);
        hits.push(Hit::new(second.span, message));
    }
}

/// The beginning of an id; what follows can be a pattern.
fn id(key: &str, start: &str, view: &ValueView<'_>, hits: &mut Hits) {
    let value = &*view.value.value;
    let fixed = value.find(['*', '?', '$']).map_or(value, |at| value.get(..at).unwrap_or_default());
    let begins = fixed.starts_with(start) || (fixed.len() < value.len() && start.starts_with(fixed));
    if view.of.element.key.value.eq_ignore_ascii_case(key) && family(view) == Family::String && !begins {
        hits.push(Hit::new(view.value.span, format!("{} does not begin with `{start}`", shown(value))));
    }
}
