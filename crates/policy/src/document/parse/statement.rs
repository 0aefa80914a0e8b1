//! One statement.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::{condition, element, principal};
use crate::document::ast::{Effect, Span, Statement};
use crate::document::error::{SyntaxError, SyntaxErrorKind};
use crate::document::json;

/// The statement, and the place of its effect if that is in the wrong case.
pub(super) fn read(object: Object<'_>) -> Result<(Statement, Option<Span>), SyntaxError> {
    json::unique_keys(&object, str::cmp)?;
    let span = json::span(object.range());
    let mut effect = None;
    let mut statement = Statement {
        span,
        sid: None,
        effect: Effect::Deny,
        principal: None,
        action: None,
        resource: None,
        conditions: Vec::new(),
    };
    for member in object.properties {
        let place = json::span(member.range());
        let value = member.value;
        match member.name.as_str() {
            "Sid" => statement.sid = Some(element::string(value)?),
            "Effect" => effect = Some(read_effect(&value)?),
            name @ ("Principal" | "NotPrincipal") => {
                let read = principal::read(value, name == "NotPrincipal", place)?;
                element::fill(&mut statement.principal, read, place)?;
            }
            name @ ("Action" | "NotAction") => {
                let read = element::list(value, name == "NotAction", place)?;
                element::fill(&mut statement.action, read, place)?;
            }
            name @ ("Resource" | "NotResource") => {
                let read = element::list(value, name == "NotResource", place)?;
                element::fill(&mut statement.resource, read, place)?;
            }
            "Condition" => statement.conditions = condition::read(value)?,
            _ => return Err(SyntaxError::new(SyntaxErrorKind::UnknownElement, json::span(member.name.range()))),
        }
    }
    match effect {
        None => Err(SyntaxError::new(SyntaxErrorKind::Missing("Effect"), span)),
        Some(ReadEffect::Known(known)) => Ok((Statement { effect: known, ..statement }, None)),
        Some(ReadEffect::WrongCase(place)) => Ok((statement, Some(place))),
    }
}

enum ReadEffect {
    Known(Effect),
    WrongCase(Span),
}

fn read_effect(value: &Value<'_>) -> Result<ReadEffect, SyntaxError> {
    let text = value.as_string_lit().map_or("", |text| text.value.as_ref());
    match text {
        "Allow" => Ok(ReadEffect::Known(Effect::Allow)),
        "Deny" => Ok(ReadEffect::Known(Effect::Deny)),
        _ if text.eq_ignore_ascii_case("Allow") || text.eq_ignore_ascii_case("Deny") => {
            Ok(ReadEffect::WrongCase(json::span_of(value)))
        }
        _ => Err(SyntaxError::new(SyntaxErrorKind::UnknownEffect, json::span_of(value))),
    }
}
