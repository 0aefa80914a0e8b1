//! The backend that keeps the directory in one file, with an fsync before every answer.
//!
//! Submitters queue; one writer thread takes all that is queued, writes it in one transaction and syncs once for all
//! (group commit). A lone commit is written at once, and what arrives during its fsync is the next batch. Only after a batch
//! with company does the next wait a moment, because those who were just answered are about to come back.

mod home;
mod records;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::commit::{Commit, Revision};
use crate::error::StoreError;
use crate::feed::{Changes, Feed};
use crate::queue::{Queue, StopOnDrop, finish};
use crate::ticket::Ticket;
use crate::{OnDurable, Store, Visit};
use home::Home;
use records::Records;

/// Commits that make a batch one with company.
const COMPANY: usize = 4;

/// How long the next batch then gathers: about as long as it takes on a fast disk. A transaction and its fsync cost the
/// processor as much as several commits, so that many small batches would take the time that their clients need.
const GATHERING: Duration = Duration::from_micros(500);

/// A directory in the file `directory.redb` of a data directory, which one process at a time may have open.
///
/// Dropping it first makes durable what was accepted. The revision of every key is kept in memory (about 150 bytes a
/// key), so that a commit is accepted or refused without touching the file.
pub struct Embedded {
    shared: Arc<Shared>,
    writer: Option<JoinHandle<()>>,
}

struct Shared {
    queue: Queue,
    feed: Arc<Feed>,
    records: Records,
    closing: AtomicBool,
    /// Keeps other processes out; the last to be dropped, once the file is closed.
    _home: Option<Home>,
}

impl Embedded {
    /// Opens the data directory, creating it (mode 0700) and its file (mode 0600) if they do not exist.
    ///
    /// Fails with [`StoreError::InUse`] when another process has it open, [`StoreError::UnknownFormat`] when a newer
    /// version wrote it, and [`StoreError::Open`] when it cannot be created or read, or is damaged.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StoreError> {
        let home = Home::enter(directory.as_ref())?;
        let records = Records::open(&home)?;
        Self::start(records, Some(home))
    }

    fn start(records: Records, home: Option<Home>) -> Result<Self, StoreError> {
        let mut revisions = HashMap::new();
        let last = records.load(&mut |key, _, revision| {
            revisions.insert(key.into(), revision);
        })?;
        let feed = Arc::new(Feed::new(last));
        let queue = Queue::new(revisions, last);
        let shared = Arc::new(Shared { queue, feed, records, closing: AtomicBool::new(false), _home: home });
        let writer = thread::Builder::new().name("store-writer".into()).spawn({
            let shared = Arc::clone(&shared);
            move || shared.write_batches()
        });
        Ok(Self { shared, writer: Some(writer.map_err(|error| StoreError::io(&error))?) })
    }
}

impl Shared {
    /// The writer thread: runs until the store is dropped or a write fails.
    fn write_batches(&self) {
        let _whatever_happens = StopOnDrop(&self.queue);
        loop {
            let batch = self.queue.take();
            if !batch.is_empty() {
                let has_company = batch.len() >= COMPANY;
                match self.records.write(&batch) {
                    Ok(()) => finish(batch, &self.feed),
                    Err(error) => return self.queue.stop(error, batch),
                }
                if has_company {
                    thread::sleep(GATHERING);
                }
            } else if self.closing.load(Ordering::Acquire) {
                return;
            } else {
                thread::park();
            }
        }
    }
}

impl Store for Embedded {
    fn load(&self, visit: &mut Visit<'_>) -> Result<Revision, StoreError> {
        self.shared.records.load(visit)
    }

    fn submit(&self, commit: Commit, on_durable: Option<OnDurable>) -> Ticket {
        let (ticket, must_drain) = self.shared.queue.submit(commit, on_durable);
        if must_drain && let Some(writer) = &self.writer {
            writer.thread().unpark();
        }
        ticket
    }

    fn watch(&self, from: Revision) -> Result<Changes, StoreError> {
        self.shared.queue.watch(from, &self.shared.feed)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Release);
        let Some(writer) = self.writer.take() else { return };
        writer.thread().unpark();
        // A callback may hold the last reference to the store; then this is the writer itself, which ends by itself.
        if writer.thread().id() != thread::current().id() {
            // A panic in the writer was already answered: it failed every open ticket.
            drop(writer.join());
        }
        self.shared.feed.close();
    }
}
