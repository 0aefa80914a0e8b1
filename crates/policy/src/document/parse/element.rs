//! The shapes that elements are made of: an object, a string, a list of strings.

use jsonc_parser::ast::{Object, StringLit, Value};

use crate::document::ast::{ListElement, Span, Spanned};
use crate::document::error::{SyntaxError, SyntaxErrorKind};
use crate::document::json;

pub(super) fn expected(shape: &'static str, value: &Value<'_>) -> SyntaxError {
    SyntaxError::new(SyntaxErrorKind::Expected(shape), json::span_of(value))
}

pub(super) fn object<'t>(value: Value<'t>, shape: &'static str) -> Result<Object<'t>, SyntaxError> {
    match value {
        Value::Object(object) => Ok(object),
        other => Err(expected(shape, &other)),
    }
}

pub(super) fn string(value: Value<'_>) -> Result<Spanned<Box<str>>, SyntaxError> {
    match value {
        Value::StringLit(text) => Ok(owned(text)),
        other => Err(expected("a string", &other)),
    }
}

pub(super) fn owned(text: StringLit<'_>) -> Spanned<Box<str>> {
    Spanned { span: json::span(text.range), value: text.value.into() }
}

/// One value or a list of values, each read by `read`.
pub(super) fn one_or_many(
    value: Value<'_>,
    read: fn(Value<'_>) -> Result<Spanned<Box<str>>, SyntaxError>,
) -> Result<Vec<Spanned<Box<str>>>, SyntaxError> {
    match value {
        Value::Array(list) => list.elements.into_iter().map(read).collect(),
        one => Ok(vec![read(one)?]),
    }
}

pub(super) fn list(value: Value<'_>, negated: bool, span: Span) -> Result<ListElement, SyntaxError> {
    Ok(ListElement { negated, values: one_or_many(value, string)?, span })
}

/// Fills a slot that two counterparts such as `Action` and `NotAction` share.
pub(super) fn fill<T>(slot: &mut Option<T>, value: T, span: Span) -> Result<(), SyntaxError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(SyntaxError::new(SyntaxErrorKind::Exclusive, span)),
    }
}
