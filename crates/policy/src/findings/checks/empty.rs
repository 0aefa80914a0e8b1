//! Elements that hold nothing.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use jsonc_parser::ast::{ObjectProp, Value};

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::remove;
use super::super::part::ConditionView;
use super::super::raw::span_of;
use super::super::view::StatementView;
use crate::document::ast::Quantifier;

pub(super) const CHECKS: &[Check] = &[
    Check::suggestion(
        "EMPTY_ARRAY_RESOURCE",
        Look::Statement(resource),
        "a list of resources is empty: the statement never matches",
    ),
    Check::suggestion("EMPTY_ARRAY_PRINCIPAL", Look::Statement(principal_list), "a list of principals is empty"),
    Check::suggestion(
        "EMPTY_OBJECT_PRINCIPAL",
        Look::Statement(principals),
        "`Principal` or `NotPrincipal` names nobody",
    ),
    Check::suggestion(
        "EMPTY_OBJECT_CONDITION",
        Look::Statement(conditions),
        "`Condition`, or an operator in it, is empty and limits nothing",
    ),
    Check::suggestion(
        "EMPTY_ARRAY_CONDITION",
        Look::Condition(|view, hits| values(view, hits, Under::Plain)),
        "a condition has no values, and so never holds or always",
    ),
    Check::suggestion(
        "EMPTY_ARRAY_CONDITION_FORALLVALUES",
        Look::Condition(|view, hits| values(view, hits, Under::ForAllValues)),
        "a condition has no values, and so holds only where the key is absent",
    ),
    Check::suggestion(
        "EMPTY_ARRAY_CONDITION_FORANYVALUE",
        Look::Condition(|view, hits| values(view, hits, Under::ForAnyValue)),
        "a condition has no values, and so never holds",
    ),
    Check::suggestion(
        "EMPTY_ARRAY_CONDITION_IF_EXISTS",
        Look::Condition(|view, hits| values(view, hits, Under::IfExists)),
        "a condition has no values, and so holds only where the key is absent",
    ),
];

/// The operators that Access Analyzer tells apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    Plain,
    ForAllValues,
    ForAnyValue,
    IfExists,
}

fn values(view: &ConditionView<'_>, hits: &mut Hits, wanted: Under) {
    let operator = view.element.operator.value;
    let under = match operator.quantifier {
        Some(Quantifier::ForAllValues) => Under::ForAllValues,
        Some(Quantifier::ForAnyValue) => Under::ForAnyValue,
        None if operator.if_exists => Under::IfExists,
        None => Under::Plain,
    };
    if view.element.values.is_empty() && under == wanted {
        let message = format!("`{operator}` compares with an empty list: write the values, or leave the key out");
        hits.push(Hit::new(view.element.key.span, message));
    }
}

fn resource(view: &StatementView<'_>, hits: &mut Hits) {
    if let Some(element) = view.statement.resource.as_ref().filter(|element| element.values.is_empty()) {
        hits.push(Hit::new(element.span, "the list of resources is empty: the statement never matches"));
    }
}

/// `Principal` or `NotPrincipal` as it stands.
fn principal<'v>(view: &'v StatementView<'_>) -> Option<&'v ObjectProp<'v>> {
    let negated = view.statement.principal.as_ref()?.negated;
    view.of.raw.of_statement(view.index, if negated { "NotPrincipal" } else { "Principal" })
}

fn principal_list(view: &StatementView<'_>, hits: &mut Hits) {
    let Some(object) = principal(view).and_then(|member| member.value.as_object()) else { return };
    let is_empty = |member: &&ObjectProp<'_>| member.value.as_array().is_some_and(|list| list.elements.is_empty());
    for member in object.properties.iter().filter(is_empty) {
        let fix = remove(view.of.text, span_of(member), "leave it out");
        let fix = (object.properties.len() > 1).then_some(fix);
        hits.push(Hit::new(span_of(member), "this list of principals is empty").with(fix));
    }
}

fn principals(view: &StatementView<'_>, hits: &mut Hits) {
    if let Some(member) = principal(view).filter(|member| is_empty_object(&member.value)) {
        hits.push(Hit::new(span_of(member), "this names nobody: the statement is about no principal"));
    }
}

fn conditions(view: &StatementView<'_>, hits: &mut Hits) {
    let Some(member) = view.of.raw.of_statement(view.index, "Condition") else { return };
    if is_empty_object(&member.value) {
        let fix = remove(view.of.text, span_of(member), "leave it out");
        return hits.push(Hit::new(span_of(member), "an empty `Condition` limits nothing").with(fix));
    }
    let operators = member.value.as_object().map_or(&[][..], |object| &object.properties);
    for operator in operators.iter().filter(|operator| is_empty_object(&operator.value)) {
        let fix = remove(view.of.text, span_of(operator), "leave it out");
        hits.push(Hit::new(span_of(operator), "an operator without keys limits nothing").with(fix));
    }
}

fn is_empty_object(value: &Value<'_>) -> bool {
    value.as_object().is_some_and(|object| object.properties.is_empty())
}
