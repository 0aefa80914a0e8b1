//! The directory contract (load, commit, watch) and its memory and embedded backends.
//!
//! A directory is an ordered map from keys to values, both plain bytes, at a [`Revision`] that grows with every commit.
//! What the bytes mean is the caller's business: this crate knows no AWS noun, no HTTP and no clock.
//!
//! # How it is meant to be used
//!
//! A caller loads everything once ([`Store::load`]) into a snapshot of its own, answers all reads from there, and sends
//! each change as a [`Commit`]: what must still hold ([`Expectation`]) and what is to be written ([`Write`]).
//! [`Store::submit`] answers at once with a [`Ticket`], which resolves when the commit is durable. The function given
//! with the commit runs in commit order just before that, and is where the caller applies the change to its snapshot.
//!
//! Expectations are checked against all commits accepted so far, durable or not. A caller may therefore build on a
//! commit that is still on its way to the disk by expecting its [`Ticket::revision`].
//!
//! ```
//! use rolecall_store::{Commit, Expectation, Memory, Store, StoreError, Write};
//!
//! let store = Memory::new();
//! let create = Commit {
//!     expects: vec![Expectation::absent(*b"role/reader")],
//!     writes: vec![Write::put(*b"role/reader", *b"{}")],
//! };
//! let revision = store.submit(create.clone(), None).wait()?;
//! assert!(matches!(store.submit(create, None).wait(), Err(StoreError::Conflict { .. })));
//!
//! let delete = Commit {
//!     expects: vec![Expectation::unchanged(*b"role/reader", revision)],
//!     writes: vec![Write::delete(*b"role/reader")],
//! };
//! store.submit(delete, None).wait()?;
//! # Ok::<(), StoreError>(())
//! ```

mod commit;
#[cfg(feature = "contract")]
pub mod contract;
mod embedded;
mod error;
mod feed;
mod memory;
mod queue;
mod sync;
mod ticket;

pub use commit::{Commit, Expectation, Key, Revision, Value, Write};
pub use embedded::Embedded;
pub use error::StoreError;
pub use feed::{Change, Changes, Feed};
pub use memory::Memory;
pub use ticket::{Promise, Ticket};

/// Runs once a commit is durable, with the commit's revision.
///
/// The backend runs these one at a time, in commit order, each before its [`Ticket`] resolves. They delay every later
/// commit: keep them short, and do not block in them. They may submit, but must not wait for a ticket. A panic in one
/// stops the store, because the caller's snapshot can then no longer be trusted to follow it.
pub type OnDurable = Box<dyn FnOnce(Revision) + Send>;

/// What [`Store::load`] shows each record to: its key, its value, and the revision that last wrote it.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8], Revision) + 'a;

/// A directory: what a backend provides. The suite behind the feature `contract` holds every backend to the same behaviour.
pub trait Store: Send + Sync {
    /// Shows every key to `visit`, in key order, with its value and the revision that last wrote it, all as of the one
    /// revision that is returned.
    ///
    /// `visit` must not call the store. Fails with [`StoreError::Io`] when the directory cannot be read; what was visited
    /// until then is not the whole.
    fn load(&self, visit: &mut Visit<'_>) -> Result<Revision, StoreError>;

    /// Accepts or refuses a commit at once, and resolves the ticket when it is durable.
    ///
    /// Commits take effect in the order of submission. A refused commit resolves with [`StoreError::Conflict`], never
    /// runs `on_durable`, and has no effect on any other commit. When a write fails, that commit and all later ones
    /// resolve with [`StoreError::Io`], and the store accepts none until it is opened anew.
    ///
    /// A commit without writes is a question whether its expectations hold; it too takes a revision and becomes durable.
    /// The queue is not bounded: a caller bounds the number of tickets that it has open.
    fn submit(&self, commit: Commit, on_durable: Option<OnDurable>) -> Ticket;

    /// Follows the durable commits after the revision `from`, as returned by [`Store::load`] or by the change last seen.
    ///
    /// Fails with [`StoreError::Compacted`] when these are no longer, or not yet, known; the caller then loads again.
    fn watch(&self, from: Revision) -> Result<Changes, StoreError>;
}
