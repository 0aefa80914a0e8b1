//! `StringEquals`, `StringEqualsIgnoreCase`, `StringLike`.

use super::screen::Bits;
use crate::document::ast::Version;
use crate::index::{END, Walk};
use crate::scope::Scope;
use crate::template::{Syntax, Template};
use crate::verdict;

/// The wanted texts.
#[derive(Debug)]
pub(super) struct StringTest {
    wanted: Box<[Template]>,
    any_case: bool,
}

impl StringTest {
    /// Equal character by character; wildcards are literal.
    pub(super) fn exact<'a>(texts: impl Iterator<Item = &'a str>, version: Version) -> Self {
        Self::compile(texts, Syntax::plain(version), false)
    }

    /// Equal but for the case of letters; wildcards are literal.
    pub(super) fn any_case<'a>(texts: impl Iterator<Item = &'a str>, version: Version) -> Self {
        Self::compile(texts, Syntax::plain(version), true)
    }

    /// Matching with wildcards.
    pub(super) fn like<'a>(texts: impl Iterator<Item = &'a str>, version: Version) -> Self {
        Self::compile(texts, Syntax::pattern(version), false)
    }

    fn compile<'a>(texts: impl Iterator<Item = &'a str>, syntax: Syntax, any_case: bool) -> Self {
        Self { wanted: texts.map(|text| Template::new(text, syntax)).collect(), any_case }
    }

    /// What must be seen of a value that matches.
    pub(super) fn bits(&self) -> Option<Bits> {
        let each = self.wanted.iter().map(|wanted| {
            let mut walk = Walk::after(END);
            wanted.walk(&mut walk);
            Bits::holding(walk.before(END))
        });
        if self.any_case { None } else { Bits::common(each) }
    }

    pub(super) fn any_matches(&self, actual: &str, scope: Scope<'_>) -> Option<bool> {
        verdict::any(self.wanted.iter().map(|wanted| {
            if self.any_case { wanted.equals_ignoring_case(actual, scope) } else { wanted.matches(actual, scope) }
        }))
    }
}
