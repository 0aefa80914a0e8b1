//! Condition keys whose values only the upstream knows. A decision that asked for one is none.

use std::cell::RefCell;

use rolecall_policy::{Context, Key, Values};

/// Beginnings of keys, in lower case, of which a request says nothing.
const UNKNOWN: [&str; 4] = ["aws:resourcetag/", "s3:existingobjecttag/", "s3:buckettag/", "ec2:resourcetag/"];

/// A context that notes whether a key was asked for that it cannot know.
pub(super) struct Noting<C> {
    known: C,
    missed: RefCell<Option<String>>,
}

impl<C: Context> Noting<C> {
    pub(super) fn new(known: C) -> Self {
        Self { known, missed: RefCell::new(None) }
    }

    /// The first key that was asked for in vain.
    pub(super) fn missed(self) -> Option<String> {
        self.missed.into_inner()
    }
}

impl<C: Context> Context for Noting<C> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        let values = self.known.values(key);
        if values.is_none() && UNKNOWN.iter().any(|prefix| key.as_str().starts_with(prefix)) {
            self.missed.borrow_mut().get_or_insert_with(|| key.as_str().to_owned());
        }
        values
    }
}
