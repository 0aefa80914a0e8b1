//! How much is compared, so that no document takes long.

use std::cell::Cell;

/// The steps for one document, a step being about one comparison of two characters. AWS's longest managed policies, of
/// 100 KB, take a third of them, ordinary ones a thousandth.
const STEPS: u64 = 10_000_000;

/// How many names a document may have looked up for the nearest right one.
const NAMES: u64 = 100;

/// What is left for the document.
#[derive(Debug)]
pub(super) struct Effort {
    steps: Cell<u64>,
    names: Cell<u64>,
    stopped: Cell<bool>,
}

impl Effort {
    pub(super) fn new() -> Self {
        Self { steps: Cell::new(STEPS), names: Cell::new(NAMES), stopped: Cell::new(false) }
    }

    /// Takes some steps; `false` if there are not that many left, and then there will never be again.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = self.steps.get().checked_sub(u64::try_from(steps).unwrap_or(u64::MAX));
        self.steps.set(left.unwrap_or(0));
        if left.is_none() {
            self.stopped.set(true);
        }
        left.is_some()
    }

    /// Takes one search for a name.
    pub(super) fn spend_name(&self) -> bool {
        let left = self.names.get().checked_sub(1);
        self.names.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Whether something was left out.
    pub(super) fn was_exceeded(&self) -> bool {
        self.stopped.get()
    }
}
