//! `Bool`: `true` or `false`, in any case.

use super::screen::Bits;
use super::wanted::Wanted;
use crate::document::ast::Version;
use crate::scope::Scope;
use crate::template::{Syntax, Template};

/// The wanted truths.
#[derive(Debug)]
pub(super) struct BoolTest(Wanted<Truth>);

#[derive(Debug)]
enum Truth {
    Literal(bool),
    /// A text with variables.
    Variable(Template),
}

impl BoolTest {
    pub(super) fn compile<'a>(texts: impl Iterator<Item = &'a str>, version: Version) -> Self {
        Self(Wanted::read(texts, |text| Truth::compile(text, version)))
    }

    /// What must be seen of a truth that matches.
    pub(super) fn bits(&self) -> Option<Bits> {
        let literal = |wanted: &Truth| match wanted {
            Truth::Literal(wanted) => Bits::new(1, u64::from(*wanted)),
            Truth::Variable(_) => Bits::ANY,
        };
        Bits::common(self.0.all()?.iter().map(literal))
    }

    pub(super) fn any_matches(&self, actual: &str, scope: Scope<'_>) -> Option<bool> {
        let actual = read(actual)?;
        self.0.any(scope.budget, |wanted| wanted.is(actual, scope))
    }
}

impl Truth {
    fn compile(text: &str, version: Version) -> Option<Self> {
        let template = Template::new(text, Syntax::plain(version));
        read(text).map(Self::Literal).or_else(|| template.has_variables().then_some(Self::Variable(template)))
    }

    /// A variable that cannot be resolved is neither; one that holds something else cannot be read.
    fn is(&self, actual: bool, scope: Scope<'_>) -> Option<bool> {
        let template = match self {
            Self::Literal(wanted) => return Some(*wanted == actual),
            Self::Variable(template) => template,
        };
        let [same, other] = if actual { ["true", "false"] } else { ["false", "true"] };
        if template.equals_ignoring_case(same, scope)? {
            return Some(true);
        }
        let known = template.equals_ignoring_case(other, scope)? || !template.resolves(scope)?;
        known.then_some(false)
    }
}

/// Reads a truth value as AWS writes it.
pub(super) fn read(text: &str) -> Option<bool> {
    let forms = [("true", true), ("false", false)];
    forms.into_iter().find_map(|(form, value)| text.eq_ignore_ascii_case(form).then_some(value))
}
