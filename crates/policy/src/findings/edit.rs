//! Changes of a document's text, and how parts of it are shown.

use std::fmt::Write as _;

use super::finding::Fix;
use crate::document::ast::{Span, Spanned};

/// How much of a part of the document a message repeats, in characters.
const SHOWN: usize = 100;

/// A part of the document in backticks, as far as it is safe to print: shortened, control characters escaped.
pub(super) fn shown(text: &str) -> String {
    format!("`{}`", printable(text, SHOWN))
}

/// The first characters of a text. None of them moves the cursor or turns the direction of writing.
pub(super) fn printable(text: &str, most: usize) -> String {
    let mut out = String::new();
    for c in text.chars().take(most) {
        if c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

/// A text as a JSON string that a document may hold: characters above U+00FF are escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in serde_json::Value::from(text).to_string().chars() {
        if c <= '\u{ff}' {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// Puts another text in the place of a string.
pub(super) fn replace<T>(value: &Spanned<T>, by: &str) -> Fix {
    Fix { title: format!("replace it by {}", shown(by)), span: value.span, replacement: quoted(by) }
}

/// Takes an element of a list or a member of an object out, with the comma that parts it from its neighbour. Between
/// these there is only white space, as the text is JSON.
pub(super) fn remove(text: &str, span: Span, title: &str) -> Fix {
    let (start, end) = (span.start as usize, span.end as usize);
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let span = if let Some(next) = after.trim_ascii_start().strip_prefix(',') {
        Span { start: span.start, end: offset(text.len() - next.trim_ascii_start().len()) }
    } else if let Some(previous) = before.trim_ascii_end().strip_suffix(',') {
        Span { start: offset(previous.len()), end: span.end }
    } else {
        span
    };
    Fix { title: title.to_owned(), span, replacement: String::new() }
}

/// A length as an offset; no document is long enough for it not to fit.
pub(super) fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removing_leaves_a_list() {
        for (text, element, left) in [
            ("[1, 22, 3]", "22", "[1, 3]"),
            ("[1,\n 22 ]", "22", "[1 ]"),
            ("[22]", "22", "[]"),
            ("[22 ,3]", "22", "[3]"),
        ] {
            let start = text.find(element).unwrap();
            let fix = remove(text, Span { start: offset(start), end: offset(start + element.len()) }, "");
            assert_eq!(fix.apply(text).unwrap(), left);
        }
    }

    #[test]
    fn what_is_shown_is_short_and_harmless() {
        assert_eq!(shown("a\u{1b}[1mé"), "`a\\u{1b}[1mé`");
        assert_eq!(shown(&"é".repeat(1_000)).chars().count(), 103);
        assert_eq!(quoted("a\"\u{1f600}é\n"), "\"a\\\"\\ud83d\\ude00é\\n\"");
    }
}
