//! Changes that take effect together or not at all.

use std::ops::Deref;

use super::{
    AccessKey, Account, AccountCreation, ManagedPolicy, MemberAccount, Organization, Record, RecordKey, Role, Snapshot,
    User,
};
use crate::token::TokenKey;

/// A change in the making: it reads as the directory will be, and remembers what it changed.
pub struct Transaction {
    draft: Snapshot,
    changes: Vec<Change>,
}

/// One remembered change.
pub(super) enum Change {
    Put(Box<Record>),
    Remove(RecordKey),
}

impl Transaction {
    /// A transaction that begins with this state.
    pub(crate) fn on(base: &Snapshot) -> Self {
        Self { draft: base.clone(), changes: Vec::new() }
    }

    /// Adds or replaces a thing.
    pub fn put(&mut self, record: impl Into<Record>) {
        let record = record.into();
        self.draft.put(record.clone());
        self.changes.push(Change::Put(Box::new(record)));
    }

    /// Removes a thing.
    pub fn remove(&mut self, key: RecordKey) {
        self.draft.remove(&key);
        self.changes.push(Change::Remove(key));
    }

    pub(super) fn into_parts(self) -> (Snapshot, Vec<Change>) {
        (self.draft, self.changes)
    }
}

impl Deref for Transaction {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.draft
    }
}

macro_rules! records {
    ($($variant:ident),*) => {
        $(impl From<$variant> for Record {
            fn from(thing: $variant) -> Self {
                Self::$variant(thing)
            }
        })*
    };
}

records!(Account, User, Role, AccessKey, Organization, MemberAccount, AccountCreation, TokenKey);

impl From<ManagedPolicy> for Record {
    fn from(policy: ManagedPolicy) -> Self {
        Self::Policy(policy)
    }
}
