//! The directory in use: the published snapshot for readers, one writer at a time, and the store behind them.
//!
//! A writer works on the head, which already holds the commits that are on their way to the disk; so writers follow each other
//! without waiting for it, and the store can make several commits durable at once. Readers see a commit only when it is durable.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use rolecall_store::{Commit, Store, StoreError, Ticket, Write};

use super::transaction::Change;
use super::{Record, RecordKey, Snapshot, Transaction};
use crate::fault::{Fault, common};

/// The directory in use.
pub struct Directory {
    published: Arc<ArcSwap<Snapshot>>,
    /// How many commits were published.
    commits: Arc<AtomicU64>,
    head: Mutex<Arc<Snapshot>>,
    store: Box<dyn Store>,
}

/// Why a directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unavailable {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored record cannot be read.
    #[error("the record `{key}` cannot be read: {reason}")]
    Record {
        /// Its key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Directory {
    /// Reads everything that the store holds.
    pub fn open(store: Box<dyn Store>) -> Result<Self, Unavailable> {
        let mut snapshot = Snapshot::default();
        let mut unreadable = None;
        store.load(&mut |key, value, _| match Record::from_bytes(value) {
            Ok(record) => snapshot.put(record),
            Err(error) => {
                let key = String::from_utf8_lossy(key).into_owned();
                unreadable.get_or_insert(Unavailable::Record { key, reason: error.to_string() });
            }
        })?;
        if let Some(error) = unreadable {
            return Err(error);
        }
        let snapshot = Arc::new(snapshot);
        let (published, commits) = (Arc::new(ArcSwap::new(snapshot.clone())), Arc::default());
        Ok(Self { published, commits, head: Mutex::new(snapshot), store })
    }

    /// The directory as of the last durable commit. Takes no lock.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.published.load_full()
    }

    /// How many commits were published since the start. What was read after asking is at least as new as this.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// Runs `change` on the head and queues what it changed. The answer must not leave before the ticket resolves; there is no
    /// ticket if nothing was changed. If `change` fails, nothing has happened.
    pub fn write<T>(
        &self,
        change: impl FnOnce(&mut Transaction) -> Result<T, Fault>,
    ) -> Result<(T, Option<Ticket>), Fault> {
        let mut head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        let mut transaction = Transaction::on(head.clone());
        let result = change(&mut transaction)?;
        let Some((snapshot, changes)) = transaction.into_parts() else { return Ok((result, None)) };
        let writes = changes.into_iter().map(to_write).collect::<Result<_, _>>()?;
        let snapshot = Arc::new(snapshot);
        let (published, commits, durable) = (self.published.clone(), self.commits.clone(), snapshot.clone());
        let ticket = self.store.submit(
            // The lock on the head stands in for expectations: nobody else writes to this store.
            Commit { expects: Vec::new(), writes },
            Some(Box::new(move |_| {
                published.store(durable);
                commits.fetch_add(1, Ordering::Release);
            })),
        );
        if ticket.revision().is_some() {
            *head = snapshot;
        }
        Ok((result, Some(ticket)))
    }

    /// Replaces everything by `contents`, as one commit, and waits for it. Blocks.
    pub fn replace(&self, contents: impl IntoIterator<Item = Record>) -> Result<(), Fault> {
        let ((), ticket) = self.write(|transaction| {
            let old: Vec<RecordKey> = transaction.keys().collect();
            for key in old {
                transaction.remove(key);
            }
            contents.into_iter().for_each(|record| transaction.put(record));
            Ok(())
        })?;
        ticket.map_or(Ok(()), |ticket| ticket.wait().map(drop).map_err(|error| unavailable(&error)))
    }
}

fn to_write(change: Change) -> Result<Write, Fault> {
    match change {
        Change::Put(record) => match record.to_bytes() {
            Ok(bytes) => Ok(Write::put(record.key().to_bytes(), bytes)),
            Err(error) => Err(Fault::new(common::INTERNAL_FAILURE, error.to_string())),
        },
        Change::Remove(key) => Ok(Write::delete(key.to_bytes())),
    }
}

/// What a client gets when the store refuses a commit.
pub(crate) fn unavailable(error: &StoreError) -> Fault {
    Fault::new(common::SERVICE_UNAVAILABLE, format!("The change was not made: {error}"))
}
