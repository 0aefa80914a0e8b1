//! Text to JSON with the place of every value, and strings back to JSON.

use std::fmt::Write as _;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions};

use super::ast::Span;
use super::error::{SyntaxError, SyntaxErrorKind};

/// The longest text that is looked at, in bytes: the 131072 characters of the service model's `policyDocumentType`, each
/// of at most two bytes, since no character is above U+00FF.
pub const MAX_DOCUMENT_BYTES: usize = 2 * 131_072;

/// The tree of `text`, whose strings borrow from it where nothing is escaped.
///
/// The strict parser goes first because the one that knows places lets raw control characters in strings pass.
pub(super) fn tree(text: &str) -> Result<Value<'_>, SyntaxError> {
    let whole = Span { start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) };
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(SyntaxError::new(SyntaxErrorKind::TooLong, whole));
    }
    permitted_characters(text)?;
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| strict_error(text, &error))?;
    match jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(result) => result.value.ok_or(SyntaxError::new(SyntaxErrorKind::Json, whole)),
        Err(error) => Err(SyntaxError::new(SyntaxErrorKind::Json, span(error.range()))),
    }
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The pattern of `policyDocumentType`: `[\u0009\u000A\u000D\u0020-\u00FF]+`.
fn permitted_characters(text: &str) -> Result<(), SyntaxError> {
    let plain = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=0x7f);
    if text.as_bytes().iter().all(plain) {
        return Ok(());
    }
    let permitted = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    match text.char_indices().find(|(_, c)| !permitted(*c)) {
        None => Ok(()),
        Some((at, c)) => {
            Err(SyntaxError::new(SyntaxErrorKind::Character, span(Range { start: at, end: at + c.len_utf8() })))
        }
    }
}

/// `serde_json` counts lines from 1 and gives the column in bytes from 1, or 0 for the start of a line.
fn strict_error(text: &str, error: &serde_json::Error) -> SyntaxError {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let wanted = (line_start + error.column().saturating_sub(1)).min(text.len());
    let start = (0..=wanted).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = start + text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    SyntaxError::new(SyntaxErrorKind::Json, span(Range { start, end }))
}

/// The place of a node; offsets fit because [`tree`] refuses longer texts.
pub(super) fn span(range: Range) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: offset(range.start), end: offset(range.end) }
}

/// The place of a value.
pub(super) fn span_of(value: &Value<'_>) -> Span {
    span(value.range())
}

/// Refuses an object that names a key twice: IAM's own parser is believed to take the last, other readers take the
/// first, and a document that two readers understand differently must not decide about access.
pub(super) fn unique_keys(object: &Object<'_>, same: fn(&str, &str) -> std::cmp::Ordering) -> Result<(), SyntaxError> {
    if object.properties.len() < 2 {
        return Ok(());
    }
    let mut keys: Vec<&ObjectProp<'_>> = object.properties.iter().collect();
    keys.sort_by(|a, b| same(a.name.as_str(), b.name.as_str()));
    let twice = keys.iter().zip(keys.iter().skip(1)).find(|(a, b)| same(a.name.as_str(), b.name.as_str()).is_eq());
    match twice {
        None => Ok(()),
        Some((_, second)) => Err(SyntaxError::new(SyntaxErrorKind::DuplicateKey, span(second.name.range()))),
    }
}

/// Orders texts without regard to ASCII case.
pub(super) fn without_case(a: &str, b: &str) -> std::cmp::Ordering {
    a.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
}

/// Writes `text` as a JSON string, with its quotes. Characters that a document may not hold are escaped.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='\u{ff}' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}
