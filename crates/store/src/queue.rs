//! Accepting commits in order: checks expectations, assigns revisions, and hands batches to whoever makes them durable.

use std::collections::{HashMap, VecDeque};
use std::mem;
use std::sync::{Arc, Mutex};

use crate::commit::{Commit, Key, Revision, Write};
use crate::error::StoreError;
use crate::feed::{Change, Changes, Feed};
use crate::sync::lock;
use crate::ticket::{Promise, Ticket};
use crate::{Expectation, OnDurable};

/// Commits in one batch, at most: bounds the size of one transaction on disk and the wait of its first commit.
const MAX_BATCH: usize = 1024;

/// Commits accepted and not yet durable, and the revision of every key as of the last one accepted.
///
/// One map of revisions serves durable and pending commits alike: a pending commit that fails takes all later ones with
/// it and stops the queue, so that nothing is ever checked against a state that did not come to be.
pub(crate) struct Queue {
    state: Mutex<State>,
}

struct State {
    revisions: HashMap<Key, Revision>,
    last: Revision,
    waiting: VecDeque<Accepted>,
    /// Whether someone is taking batches, or has been told to.
    drained: bool,
    stopped: Option<StoreError>,
}

/// A commit with its place in history.
pub(crate) struct Accepted {
    pub(crate) revision: Revision,
    pub(crate) writes: Vec<Write>,
    on_durable: Option<OnDurable>,
    promise: Promise,
}

impl Queue {
    /// A queue behind a directory that stands at `last` and holds these keys.
    pub(crate) fn new(revisions: HashMap<Key, Revision>, last: Revision) -> Self {
        let waiting = VecDeque::new();
        Self { state: Mutex::new(State { revisions, last, waiting, drained: false, stopped: None }) }
    }

    /// Accepts or refuses a commit. If the answer's second part is true, the caller must see to it that batches are taken
    /// until there is none.
    pub(crate) fn submit(&self, commit: Commit, on_durable: Option<OnDurable>) -> (Ticket, bool) {
        let mut state = lock(&self.state);
        if let Err(error) = state.check(&commit.expects) {
            return (Ticket::refused(error), false);
        }
        let revision = state.last.next();
        state.last = revision;
        state.note(&commit.writes, revision);
        let (ticket, promise) = Ticket::accepted(revision);
        state.waiting.push_back(Accepted { revision, writes: commit.writes, on_durable, promise });
        let must_drain = !mem::replace(&mut state.drained, true);
        (ticket, must_drain)
    }

    /// The next commits to make durable, in order. After an empty answer, the taker rests until it is told again.
    pub(crate) fn take(&self) -> Vec<Accepted> {
        let mut state = lock(&self.state);
        let count = state.waiting.len().min(MAX_BATCH);
        state.drained = count > 0;
        state.waiting.drain(..count).collect()
    }

    /// Fails these and all waiting commits, and refuses all later ones. Only the first call says with what error.
    pub(crate) fn stop(&self, error: StoreError, batch: Vec<Accepted>) {
        let mut state = lock(&self.state);
        let error = state.stopped.get_or_insert(error).clone();
        let waiting = mem::take(&mut state.waiting);
        drop(state);
        for commit in batch.into_iter().chain(waiting) {
            commit.promise.resolve(Err(error.clone()));
        }
    }

    /// Follows the changes after `from`, which must not lie ahead of every commit accepted so far.
    pub(crate) fn watch(&self, from: Revision, feed: &Arc<Feed>) -> Result<Changes, StoreError> {
        if from > lock(&self.state).last { Err(StoreError::Compacted) } else { feed.watch(from) }
    }
}

impl State {
    fn check(&self, expects: &[Expectation]) -> Result<(), StoreError> {
        if let Some(error) = &self.stopped {
            return Err(error.clone());
        }
        let broken = expects.iter().find(|expects| self.revisions.get(&expects.key).copied() != expects.revision);
        broken.map_or(Ok(()), |broken| Err(StoreError::Conflict { key: broken.key.clone() }))
    }

    fn note(&mut self, writes: &[Write], revision: Revision) {
        for write in writes {
            match write {
                Write::Put { key, .. } => match self.revisions.get_mut(key) {
                    Some(known) => *known = revision,
                    None => {
                        self.revisions.insert(key.clone(), revision);
                    }
                },
                Write::Delete { key } => {
                    self.revisions.remove(key);
                }
            }
        }
    }
}

/// Tells the world that these commits are durable: first all callbacks in order, then the tickets.
///
/// Waking last lets those who waited submit again while the next batch has not begun, so that they share it.
pub(crate) fn finish(batch: Vec<Accepted>, feed: &Feed) {
    let mut promises = Vec::with_capacity(batch.len());
    for Accepted { revision, writes, on_durable, promise } in batch {
        feed.publish(Change { revision, writes: writes.into() });
        if let Some(on_durable) = on_durable {
            on_durable(revision);
        }
        promises.push((revision, promise));
    }
    for (revision, promise) in promises {
        promise.resolve(Ok(revision));
    }
}

/// Stops the queue when dropped: whoever takes batches holds one, lest a panic leave others waiting for ever.
pub(crate) struct StopOnDrop<'a>(pub(crate) &'a Queue);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.stop(StoreError::io(&"the writer stopped"), Vec::new());
    }
}
