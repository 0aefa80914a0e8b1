//! A bounded log of durable commits, and the watchers that follow it.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::commit::{Revision, Write};
use crate::error::StoreError;
use crate::sync::{block_on, lock};

/// Commits kept for watchers, at most.
const MAX_CHANGES: usize = 4096;

/// Bytes of keys and values kept for watchers, at most; one larger commit is still kept alone.
const MAX_BYTES: usize = 4 << 20;

/// One durable commit, as watchers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The revision of the commit.
    pub revision: Revision,
    /// Its writes, in the commit's order.
    pub writes: Arc<[Write]>,
}

impl Change {
    fn size(&self) -> usize {
        self.writes.iter().map(Write::size).sum()
    }
}

/// The recent commits of a backend, for its watchers. Holds at most 4096 commits and 4 MiB.
#[derive(Debug)]
pub struct Feed {
    log: Mutex<Log>,
}

struct Log {
    /// Every change after this revision is in `changes`.
    since: Revision,
    changes: VecDeque<Change>,
    bytes: usize,
    closed: bool,
    waiting: HashMap<u64, Waker>,
    watchers: u64,
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Log({} changes since {}, {} bytes)", self.changes.len(), self.since, self.bytes)
    }
}

impl Feed {
    /// A feed that knows the changes after `since`, of which there are none yet.
    pub fn new(since: Revision) -> Self {
        let (changes, waiting) = (VecDeque::new(), HashMap::new());
        Self { log: Mutex::new(Log { since, changes, bytes: 0, closed: false, waiting, watchers: 0 }) }
    }

    /// Appends a change, which must be later than all before, and wakes the watchers.
    pub fn publish(&self, change: Change) {
        let mut log = lock(&self.log);
        log.bytes = log.bytes.saturating_add(change.size());
        log.changes.push_back(change);
        log.forget_oldest();
        log.wake_all();
    }

    /// Ends the feed: watchers get what is left and then [`StoreError::Closed`].
    pub fn close(&self) {
        let mut log = lock(&self.log);
        log.closed = true;
        log.wake_all();
    }

    /// Follows the changes after `from`; [`StoreError::Compacted`] when some of them were dropped.
    pub fn watch(self: &Arc<Self>, from: Revision) -> Result<Changes, StoreError> {
        let mut log = lock(&self.log);
        if from < log.since {
            return Err(StoreError::Compacted);
        }
        log.watchers += 1;
        Ok(Changes { feed: Arc::clone(self), seen: from, id: log.watchers })
    }
}

impl Log {
    fn forget_oldest(&mut self) {
        while self.changes.len() > MAX_CHANGES || (self.bytes > MAX_BYTES && self.changes.len() > 1) {
            let Some(oldest) = self.changes.pop_front() else { return };
            self.bytes = self.bytes.saturating_sub(oldest.size());
            self.since = oldest.revision;
        }
    }

    fn wake_all(&mut self) {
        for (_, waker) in self.waiting.drain() {
            waker.wake();
        }
    }

    fn after(&self, seen: Revision) -> Result<Option<Change>, StoreError> {
        if seen < self.since {
            return Err(StoreError::Compacted);
        }
        let next = self.changes.partition_point(|change| change.revision <= seen);
        match self.changes.get(next) {
            None if self.closed => Err(StoreError::Closed),
            next => Ok(next.cloned()),
        }
    }
}

/// The changes of a directory, one after the other, without gaps.
///
/// A watcher that falls behind by more than the backend keeps gets [`StoreError::Compacted`], from then on; it loads the
/// directory again and watches from there.
#[derive(Debug)]
pub struct Changes {
    feed: Arc<Feed>,
    seen: Revision,
    id: u64,
}

impl Changes {
    /// The next change if it is already there.
    pub fn try_next(&mut self) -> Result<Option<Change>, StoreError> {
        let next = lock(&self.feed.log).after(self.seen)?;
        self.seen = next.as_ref().map_or(self.seen, |change| change.revision);
        Ok(next)
    }

    /// The next change, or a promise to wake the task when there is one.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Change, StoreError>> {
        let mut log = lock(&self.feed.log);
        match log.after(self.seen) {
            Ok(None) => {
                log.waiting.insert(self.id, context.waker().clone());
                Poll::Pending
            }
            Ok(Some(change)) => {
                self.seen = change.revision;
                Poll::Ready(Ok(change))
            }
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    /// The next change, in any async runtime. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<Change, StoreError> {
        poll_fn(|context| self.poll_next(context)).await
    }

    /// The next change; blocks this thread until there is one. Not for use inside an async task.
    pub fn wait(&mut self) -> Result<Change, StoreError> {
        block_on(self.next())
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        lock(&self.feed.log).waiting.remove(&self.id);
    }
}
