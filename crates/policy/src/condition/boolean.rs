//! `Bool`: `true` or `false`, in any case.

use crate::context::Context;
use crate::document::ast::Version;
use crate::template::{Syntax, Template};

/// The wanted truths; they may be variables.
#[derive(Debug)]
pub(super) struct BoolTest(Box<[Template]>);

impl BoolTest {
    pub(super) fn compile<'a>(texts: impl Iterator<Item = &'a str>, version: Version) -> Self {
        Self(texts.map(|text| Template::new(text, Syntax::plain(version))).collect())
    }

    pub(super) fn any_matches(&self, actual: &str, context: &dyn Context) -> Option<bool> {
        read(actual)?;
        Some(self.0.iter().any(|wanted| wanted.equals_ignoring_case(actual, context)))
    }
}

/// Reads a truth value as AWS writes it.
pub(super) fn read(text: &str) -> Option<bool> {
    let forms = [("true", true), ("false", false)];
    forms.into_iter().find_map(|(form, value)| text.eq_ignore_ascii_case(form).then_some(value))
}
