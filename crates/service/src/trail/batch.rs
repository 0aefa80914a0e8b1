//! Records that are written together: those of calls that are under way at the same time share one write.

use std::future::poll_fn;
use std::io;
use std::sync::{Arc, OnceLock};
use std::task::Poll;

use super::Trail;

/// Records that are written together, and what became of them.
#[derive(Clone, Default)]
pub struct Batch(Arc<OnceLock<Result<(), String>>>);

impl Batch {
    /// What became of it; `None` as long as it has to be written.
    pub(super) fn outcome(&self) -> Option<io::Result<()>> {
        self.0.get().map(|outcome| outcome.clone().map_err(io::Error::other))
    }

    /// Settles what became of it, once and for all.
    pub(super) fn settle(&self, outcome: &io::Result<()>) {
        let _first_counts = self.0.set(outcome.as_ref().copied().map_err(ToString::to_string));
    }
}

/// A record that was taken. Whoever gives up on it, as when its client goes away, still has it written.
#[must_use = "a record counts only when it is written"]
pub struct Receipt<'t> {
    trail: &'t dyn Trail,
    batch: Batch,
}

impl<'t> Receipt<'t> {
    pub(super) fn new(trail: &'t dyn Trail, batch: Batch) -> Self {
        Self { trail, batch }
    }

    /// Writes the record now, if it was not yet. When this returns, it outlives the process.
    pub(crate) fn write(self) -> io::Result<()> {
        self.trail.write(&self.batch)
    }

    /// Returns when the record outlives the process. Calls that are ready go on first, so that theirs are written with it.
    pub(crate) async fn written(self) -> io::Result<()> {
        if self.batch.outcome().is_none() {
            after_others().await;
        }
        self.trail.write(&self.batch)
    }
}

impl Drop for Receipt<'_> {
    fn drop(&mut self) {
        if self.batch.outcome().is_none() {
            // Nobody is left to be told.
            drop(self.trail.write(&self.batch));
        }
    }
}

/// Lets all other tasks run that are ready.
async fn after_others() {
    let mut is_again = false;
    poll_fn(|context| {
        if std::mem::replace(&mut is_again, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
