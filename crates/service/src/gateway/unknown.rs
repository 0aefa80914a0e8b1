//! Condition keys whose values only the upstream knows. A decision that asked for one is none.

use std::cell::RefCell;

use rolecall_policy::{Context, Key, Values};

/// Beginnings of keys, in lower case, of which a request says nothing.
const UNKNOWN: [&str; 4] = ["aws:resourcetag/", "s3:existingobjecttag/", "s3:buckettag/", "ec2:resourcetag/"];

/// A context that notes whether a key was asked for that it cannot know.
pub(super) struct Noting<'a, C> {
    known: C,
    unknown: &'a [&'static str],
    missed: RefCell<Option<String>>,
}

impl<'a, C: Context> Noting<'a, C> {
    /// `unknown` are further keys, or their beginnings.
    pub(super) fn new(known: C, unknown: &'a [&'static str]) -> Self {
        Self { known, unknown, missed: RefCell::new(None) }
    }

    /// The first key that was asked for in vain.
    pub(super) fn missed(self) -> Option<String> {
        self.missed.into_inner()
    }
}

impl<C: Context> Context for Noting<'_, C> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        let values = self.known.values(key);
        if values.is_none() && UNKNOWN.iter().chain(self.unknown).any(|own| names(own, key.as_str())) {
            self.missed.borrow_mut().get_or_insert_with(|| key.as_str().to_owned());
        }
        values
    }
}

/// Whether a key is the one that `own` names, or begins with it if it ends in a slash.
fn names(own: &str, key: &str) -> bool {
    key.split_at_checked(own.len())
        .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(own) && (rest.is_empty() || own.ends_with('/')))
}
