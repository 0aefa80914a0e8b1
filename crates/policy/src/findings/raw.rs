//! The document's text as a JSON tree, for the places of what [`crate::document::ast`] leaves out.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions};

use super::edit::offset;
use crate::document::ast::Span;

/// The tree of a text that was parsed as a document before.
#[derive(Debug)]
pub(super) struct Raw<'t>(Option<Object<'t>>);

impl<'t> Raw<'t> {
    pub(super) fn read(text: &'t str) -> Self {
        let read = jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        match read.ok().and_then(|result| result.value) {
            Some(Value::Object(object)) => Self(Some(object)),
            _ => Self(None),
        }
    }

    /// The place after the brace that opens the document.
    pub(super) fn start(&self) -> Option<Span> {
        let at = offset(self.0.as_ref()?.range.start + 1);
        Some(Span { start: at, end: at })
    }

    /// A member of the document.
    pub(super) fn member(&self, name: &str) -> Option<&ObjectProp<'t>> {
        self.0.as_ref()?.get(name)
    }

    /// A member of a statement, by the number of the statement.
    pub(super) fn of_statement(&self, index: usize, name: &str) -> Option<&ObjectProp<'t>> {
        let statement = match &self.member("Statement")?.value {
            Value::Array(list) => list.elements.get(index)?.as_object()?,
            one => one.as_object().filter(|_| index == 0)?,
        };
        statement.get(name)
    }
}

/// The place of a member or value.
pub(super) fn span_of(part: &impl Ranged) -> Span {
    span(part.range())
}

fn span(range: Range) -> Span {
    Span { start: offset(range.start), end: offset(range.end) }
}
