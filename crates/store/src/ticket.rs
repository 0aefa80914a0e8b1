//! The answer to a commit that is still on its way to the disk.

use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::commit::Revision;
use crate::error::StoreError;
use crate::sync::{block_on, lock};

/// Resolves when a commit is durable or refused: await it in any async runtime, or call [`Ticket::wait`] on a thread.
///
/// Dropping a ticket does not withdraw the commit.
#[derive(Debug)]
#[must_use = "a commit may be refused or fail; only its ticket says so"]
pub struct Ticket {
    revision: Option<Revision>,
    outcome: Arc<Mutex<Outcome>>,
}

#[derive(Debug)]
enum Outcome {
    Pending(Option<Waker>),
    Done(Result<Revision, StoreError>),
}

impl Ticket {
    /// A ticket for the commit accepted at `revision`, and the promise that resolves it.
    pub fn accepted(revision: Revision) -> (Self, Promise) {
        let outcome = Arc::new(Mutex::new(Outcome::Pending(None)));
        (Self { revision: Some(revision), outcome: Arc::clone(&outcome) }, Promise { outcome })
    }

    /// A ticket for a commit that was refused.
    pub fn refused(error: StoreError) -> Self {
        Self { revision: None, outcome: Arc::new(Mutex::new(Outcome::Done(Err(error)))) }
    }

    /// The revision that the commit has or will have; `None` when it was refused at once.
    ///
    /// Later commits may expect this revision before it is durable: if it never becomes so, they do not either.
    pub fn revision(&self) -> Option<Revision> {
        self.revision
    }

    /// Blocks this thread until the commit is durable, refused or failed. Not for use inside an async task.
    pub fn wait(self) -> Result<Revision, StoreError> {
        block_on(self)
    }
}

impl Future for Ticket {
    type Output = Result<Revision, StoreError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *lock(&self.outcome) {
            Outcome::Done(result) => Poll::Ready(result.clone()),
            Outcome::Pending(waker) => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// The backend's end of a [`Ticket`]. Dropped unresolved, it resolves with [`StoreError::Io`], so that nobody waits for ever.
#[derive(Debug)]
pub struct Promise {
    outcome: Arc<Mutex<Outcome>>,
}

impl Promise {
    /// Resolves the ticket and wakes whoever waits for it.
    pub fn resolve(self, result: Result<Revision, StoreError>) {
        self.settle(result);
    }

    fn settle(&self, result: Result<Revision, StoreError>) {
        let mut outcome = lock(&self.outcome);
        if matches!(*outcome, Outcome::Done(_)) {
            return;
        }
        let before = mem::replace(&mut *outcome, Outcome::Done(result));
        drop(outcome);
        if let Outcome::Pending(Some(waker)) = before {
            waker.wake();
        }
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        self.settle(Err(StoreError::io(&"the commit was abandoned")));
    }
}
