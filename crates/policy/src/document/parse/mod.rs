//! The grammar that all kinds of policies share.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod condition;
mod element;
mod principal;
mod statement;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;

use super::ast::{Document, Span, Statement, Version};
use super::error::{SyntaxError, SyntaxErrorKind};
use super::json;

/// Reads a document. What a kind of policy forbids or needs beyond the grammar is not looked at: see
/// [`super::validate`].
///
/// Names of elements and effects are matched in their exact case, condition operators in any. An operator with an empty
/// block says nothing and is left out, and so is the top-level element `Conditions`, which IAM tolerates.
///
/// # Errors
/// The first departure from the grammar, in the order of the text within each object.
pub fn parse(text: &str) -> Result<Document, SyntaxError> {
    let read = read(text)?;
    match read.effect_in_wrong_case {
        None => Ok(read.document),
        Some(span) => Err(SyntaxError::new(SyntaxErrorKind::EffectCase, span)),
    }
}

/// A document with what the grammar lets pass and a later stage reports.
pub(super) struct Read {
    /// A statement whose effect is in the wrong case reads as `Deny`.
    pub(super) document: Document,
    /// The first `Effect` such as `allow`.
    pub(super) effect_in_wrong_case: Option<Span>,
    /// The tolerated top-level `Conditions`.
    pub(super) ignored: Option<Span>,
}

pub(super) fn read(text: &str) -> Result<Read, SyntaxError> {
    let value = json::tree(text)?;
    let object = element::object(value, "an object")?;
    json::unique_keys(&object, str::cmp)?;
    let missing = SyntaxError::new(SyntaxErrorKind::Missing("Statement"), json::span(object.range()));
    let mut read = Read {
        document: Document { version: None, id: None, statements: Vec::new() },
        effect_in_wrong_case: None,
        ignored: None,
    };
    for member in object.properties {
        let place = json::span(member.range());
        match member.name.as_str() {
            "Version" => read.document.version = Some(version(&member.value)?),
            "Id" => read.document.id = Some(element::string(member.value)?),
            "Statement" => statements(member.value, &mut read)?,
            "Conditions" => read.ignored = Some(place),
            _ => return Err(unknown(&member)),
        }
    }
    if read.document.statements.is_empty() { Err(missing) } else { Ok(read) }
}

fn unknown(member: &ObjectProp<'_>) -> SyntaxError {
    SyntaxError::new(SyntaxErrorKind::UnknownElement, json::span(member.name.range()))
}

fn version(value: &Value<'_>) -> Result<Version, SyntaxError> {
    match value.as_string_lit().map(|text| text.value.as_ref()) {
        Some("2008-10-17") => Ok(Version::V2008),
        Some("2012-10-17") => Ok(Version::V2012),
        _ => Err(SyntaxError::new(SyntaxErrorKind::UnknownVersion, json::span_of(value))),
    }
}

fn statements(value: Value<'_>, read: &mut Read) -> Result<(), SyntaxError> {
    match value {
        Value::Object(object) => push(object, read),
        Value::Array(list) => {
            read.document.statements.reserve_exact(list.elements.len());
            list.elements.into_iter().try_for_each(|one| push(element::object(one, "a statement object")?, read))
        }
        other => Err(element::expected("a statement object or a list of them", &other)),
    }
}

fn push(object: Object<'_>, read: &mut Read) -> Result<(), SyntaxError> {
    let (statement, wrong_case): (Statement, _) = statement::read(object)?;
    read.effect_in_wrong_case = read.effect_in_wrong_case.or(wrong_case);
    read.document.statements.push(statement);
    Ok(())
}
