//! The backend that keeps the directory in memory only.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use crate::commit::{Commit, Key, Revision, Value, Write};
use crate::error::StoreError;
use crate::feed::{Changes, Feed};
use crate::queue::{Accepted, Queue, StopOnDrop, finish};
use crate::sync::lock;
use crate::ticket::Ticket;
use crate::{OnDurable, Store, Visit};

/// A directory in memory, gone when it is dropped. "Durable" means here: visible to [`Store::load`].
///
/// It has no thread of its own: a submitter carries out its own commit, and those that others submit meanwhile.
pub struct Memory {
    queue: Queue,
    feed: Arc<Feed>,
    contents: Mutex<Contents>,
}

#[derive(Default)]
struct Contents {
    records: BTreeMap<Key, (Value, Revision)>,
    revision: Revision,
}

impl Memory {
    /// An empty directory at [`Revision::ZERO`].
    pub fn new() -> Self {
        let queue = Queue::new(HashMap::new(), Revision::ZERO);
        Self { queue, feed: Arc::new(Feed::new(Revision::ZERO)), contents: Mutex::default() }
    }

    fn drain(&self) {
        loop {
            let batch = self.queue.take();
            if batch.is_empty() {
                return;
            }
            let mut contents = lock(&self.contents);
            for commit in &batch {
                contents.apply(commit);
            }
            drop(contents);
            let unless_panic = StopOnDrop(&self.queue);
            finish(batch, &self.feed);
            std::mem::forget(unless_panic);
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Contents {
    fn apply(&mut self, commit: &Accepted) {
        for write in &commit.writes {
            match write {
                Write::Put { key, value } => {
                    self.records.insert(Arc::clone(key), (Arc::clone(value), commit.revision));
                }
                Write::Delete { key } => {
                    self.records.remove(key);
                }
            }
        }
        self.revision = commit.revision;
    }
}

impl Store for Memory {
    fn load(&self, visit: &mut Visit<'_>) -> Result<Revision, StoreError> {
        let contents = lock(&self.contents);
        for (key, (value, revision)) in &contents.records {
            visit(key, value, *revision);
        }
        Ok(contents.revision)
    }

    fn submit(&self, commit: Commit, on_durable: Option<OnDurable>) -> Ticket {
        let (ticket, must_drain) = self.queue.submit(commit, on_durable);
        if must_drain {
            self.drain();
        }
        ticket
    }

    fn watch(&self, from: Revision) -> Result<Changes, StoreError> {
        self.queue.watch(from, &self.feed)
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.feed.close();
    }
}
