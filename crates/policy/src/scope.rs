//! What every comparison of one decision shares: the condition keys, and the work that may still be done.

use std::cell::Cell;

use crate::context::{Context, Key, Values};

/// The steps that one decision may take; one is a nanosecond or two. They bound the time of a decision to some
/// milliseconds, whatever the policies and the request hold.
///
/// A document of 6 KB cannot use them up on values of 2 KB, but with `?` made for it: it has room for 1,024 patterns such as
/// `*a*`, which take 2,048 steps each, or for 878 such as `*ab*`, which take twice as many. What a hundred real policies
/// ask of one request takes some ten thousand.
const STEPS: usize = 1 << 22;

/// The steps of finding a condition key.
const LOOKUP: usize = 32;

/// The steps of comparing two values, besides those for the lengths of texts.
pub(crate) const COMPARISON: usize = 8;

/// Why a comparison ended without a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Mismatch,
    /// The steps are used up, so that the comparison cannot be decided.
    Exhausted,
}

/// The steps that are left. They are counted, not timed, so that the same question gets the same answer.
#[derive(Debug)]
pub(crate) struct Budget(Cell<usize>);

impl Budget {
    /// The budget of one decision.
    pub(crate) fn new() -> Self {
        Self(Cell::new(STEPS))
    }

    // INVARIANT (undecidable-denies): once a decision has used up its steps, no further comparison is decided.
    /// Takes `steps` away; fails when none are left then.
    pub(crate) fn spend(&self, steps: usize) -> Result<(), Stop> {
        let left = self.0.get().saturating_sub(steps);
        self.0.set(left);
        if left == 0 { Err(Stop::Exhausted) } else { Ok(()) }
    }

    /// A budget of at most `steps`, and of no more than one decision has.
    pub(crate) fn of(steps: usize) -> Self {
        Self(Cell::new(steps.min(STEPS)))
    }

    /// The steps that are left; with none, nothing can be decided any more.
    pub(crate) fn left(&self) -> usize {
        self.0.get()
    }

    /// The steps taken so far.
    pub(crate) fn spent(&self) -> usize {
        STEPS - self.0.get()
    }
}

/// The condition keys and the budget.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) context: &'a dyn Context,
    pub(crate) budget: &'a Budget,
}

impl<'a> Scope<'a> {
    /// What `key` holds, if it is present; an empty set is absent.
    pub(crate) fn values(self, key: &Key) -> Result<Option<Values<'a>>, Stop> {
        self.budget.spend(LOOKUP)?;
        match self.context.values(key) {
            Some(Values::Many(set)) if set.is_empty() => Ok(None),
            Some(Values::Many(set)) => self.budget.spend(set.len()).map(|()| Some(Values::Many(set))),
            other => Ok(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_stays_so() {
        let budget = Budget::new();
        assert_eq!(budget.spend(STEPS - 1), Ok(()));
        assert_eq!(budget.spend(0), Ok(()));
        assert_eq!(budget.spend(1), Err(Stop::Exhausted));
        assert_eq!(budget.spend(0), Err(Stop::Exhausted));
        assert_eq!(Budget::new().spend(usize::MAX), Err(Stop::Exhausted));
    }
}
