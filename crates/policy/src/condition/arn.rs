//! `ArnEquals` and `ArnLike`, which are the same: six fields, each with wildcards.

use super::screen::Bits;
use super::wanted::Wanted;
use crate::arn_pattern::{ArnFields, ArnPattern};
use crate::document::ast::Version;
use crate::scope::Scope;

/// The wanted patterns.
#[derive(Debug)]
pub(super) struct ArnTest(Wanted<ArnPattern>);

impl ArnTest {
    pub(super) fn compile<'a>(texts: impl Iterator<Item = &'a str>, version: Version) -> Self {
        Self(Wanted::read(texts, |text| ArnPattern::of_condition(text, version)))
    }

    /// What must be seen of an ARN that matches.
    pub(super) fn bits(&self) -> Option<Bits> {
        Bits::common(self.0.all()?.iter().map(|wanted| Bits::holding(wanted.fragments())))
    }

    pub(super) fn any_matches(&self, actual: &str, scope: Scope<'_>) -> Option<bool> {
        let actual = ArnFields::split(actual)?;
        self.0.any(scope.budget, |wanted| wanted.matches(&actual, scope))
    }
}
