//! Changes that take effect together or not at all.

use std::ops::Deref;
use std::sync::Arc;

use super::{
    AccessKey, Account, AccountCreation, Bucket, Host, InstanceProfile, JoinToken, ManagedPolicy, MemberAccount,
    Organization, Record, RecordKey, Role, Snapshot, User, Workload,
};
use crate::token::TokenKey;

/// A change in the making: it reads as the directory will be, and remembers what it changed.
pub struct Transaction {
    base: Arc<Snapshot>,
    /// What it made of the base; nothing as long as it changed nothing, as most calls never do.
    draft: Option<Snapshot>,
    changes: Vec<Change>,
}

/// One remembered change.
pub(super) enum Change {
    Put(Box<Record>),
    Remove(RecordKey),
}

impl Transaction {
    /// A transaction that begins with this state.
    pub(crate) fn on(base: Arc<Snapshot>) -> Self {
        Self { base, draft: None, changes: Vec::new() }
    }

    /// The state that it began with.
    pub(crate) fn base(&self) -> &Arc<Snapshot> {
        &self.base
    }

    /// Adds or replaces a thing.
    pub fn put(&mut self, record: impl Into<Record>) {
        let record = record.into();
        self.draft().put(record.clone());
        self.changes.push(Change::Put(Box::new(record)));
    }

    /// Removes a thing.
    pub fn remove(&mut self, key: RecordKey) {
        self.draft().remove(&key);
        self.changes.push(Change::Remove(key));
    }

    /// What the directory will be, and how it differs; `None` if nothing was changed.
    pub(super) fn into_parts(self) -> Option<(Snapshot, Vec<Change>)> {
        self.draft.map(|draft| (draft, self.changes))
    }

    fn draft(&mut self) -> &mut Snapshot {
        self.draft.get_or_insert_with(|| Snapshot::clone(&self.base))
    }
}

impl Deref for Transaction {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        self.draft.as_ref().unwrap_or(&self.base)
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

records!(
    Account,
    User,
    Role,
    InstanceProfile,
    AccessKey,
    Organization,
    MemberAccount,
    AccountCreation,
    Bucket,
    Workload,
    Host,
    JoinToken,
    TokenKey
);

impl From<ManagedPolicy> for Record {
    fn from(policy: ManagedPolicy) -> Self {
        Self::Policy(policy)
    }
}
