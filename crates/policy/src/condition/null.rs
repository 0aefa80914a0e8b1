//! `Null`: whether a key is absent. It looks at no value, so the set prefixes change nothing.

use super::boolean;
use super::wanted::Wanted;
use crate::scope::Budget;

/// Whether absence is wanted.
#[derive(Debug)]
pub(super) struct NullTest(Wanted<bool>);

impl NullTest {
    pub(super) fn compile<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        Self(Wanted::read(texts, boolean::read))
    }

    pub(super) fn holds(&self, absent: bool, budget: &Budget) -> Option<bool> {
        self.0.any(budget, |wanted| Some(*wanted == absent))
    }
}
