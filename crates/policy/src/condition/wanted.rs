//! The wanted values of a typed operator.

use crate::scope::{Budget, COMPARISON};
use crate::verdict;

/// The values that could be read, and whether all could.
#[derive(Debug)]
pub(super) struct Wanted<T> {
    values: Box<[T]>,
    all_read: bool,
}

impl<T> Wanted<T> {
    /// Reads each of `texts`.
    pub(super) fn read<'a>(texts: impl Iterator<Item = &'a str>, read: impl Fn(&'a str) -> Option<T>) -> Self {
        let mut all_read = true;
        let values = texts.filter_map(|text| {
            let value = read(text);
            all_read &= value.is_some();
            value
        });
        Self { values: values.collect(), all_read }
    }

    /// All values, if all could be read.
    pub(super) fn all(&self) -> Option<&[T]> {
        self.all_read.then_some(&self.values)
    }

    // INVARIANT (undecidable-denies): a value that could not be read might be the one that matches.
    /// Whether any value matches.
    pub(super) fn any(&self, budget: &Budget, matches: impl Fn(&T) -> Option<bool>) -> Option<bool> {
        let read = self.values.iter().map(|value| budget.spend(COMPARISON).ok().and_then(|()| matches(value)));
        let unread = (!self.all_read).then_some(None);
        verdict::any(read.chain(unread))
    }
}
