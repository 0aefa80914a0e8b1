//! Condition keys whose values only the upstream knows, or knows all of. A decision that asked for one is none.

use std::cell::RefCell;

use rolecall_model::AccountId;
use rolecall_policy::{Context, Key, Values};

use super::Asked;

/// The account of the resource, as S3 calls it.
const RESOURCE_ACCOUNT: &str = "s3:resourceaccount";

/// Beginnings of keys, in lower case, of which a request says nothing.
const UNKNOWN: [&str; 4] = ["aws:resourcetag/", "s3:existingobjecttag/", "s3:buckettag/", "ec2:resourcetag/"];

/// What a request says by its own keys and what is known besides; notes whether a key was asked for that it cannot know.
pub(super) struct Noting<'a, C> {
    known: C,
    asked: &'a Asked,
    resource_account: &'a AccountId,
    missed: RefCell<Option<String>>,
}

impl<'a, C: Context> Noting<'a, C> {
    /// What `asked` says that it does not know cannot be known either.
    pub(super) fn new(known: C, asked: &'a Asked, resource_account: &'a AccountId) -> Self {
        Self { known, asked, resource_account, missed: RefCell::new(None) }
    }

    fn is_unknown(&self, key: &str) -> bool {
        let Asked { unknown, told, .. } = self.asked;
        UNKNOWN.iter().chain(unknown).any(|own| names(own, key)) && !told.iter().any(|own| names(own, key))
    }

    /// The first key that was asked for in vain.
    pub(super) fn missed(&self) -> Option<String> {
        self.missed.borrow().clone()
    }
}

impl<C: Context> Context for Noting<'_, C> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        if key.as_str() == RESOURCE_ACCOUNT {
            return Some(Values::One(self.resource_account.as_str().into()));
        }
        let values = self.asked.keys.values(key).or_else(|| self.known.values(key));
        // What the request says of such a key may not be all of it.
        if self.is_unknown(key.as_str()) {
            self.missed.borrow_mut().get_or_insert_with(|| key.as_str().to_owned());
        }
        values
    }
}

/// Whether a key is the one that `own` names, or begins with it if it ends in a slash.
pub(super) fn names(own: &str, key: &str) -> bool {
    key.split_at_checked(own.len())
        .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(own) && (rest.is_empty() || own.ends_with('/')))
}
