//! A store that outlives its server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rolecall_service::Quotas;
use rolecall_store::{Changes, Commit, Memory, OnDurable, Revision, Store, StoreError, Ticket, Visit};

use super::World;

/// A store that outlives its server and counts its commits.
#[derive(Clone, Default)]
pub(crate) struct Shared {
    memory: Arc<Memory>,
    commits: Arc<AtomicUsize>,
}

impl Store for Shared {
    fn load(&self, visit: &mut Visit<'_>) -> Result<Revision, StoreError> {
        self.memory.load(visit)
    }

    fn submit(&self, commit: Commit, on_durable: Option<OnDurable>) -> Ticket {
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.memory.submit(commit, on_durable)
    }

    fn watch(&self, from: Revision) -> Result<Changes, StoreError> {
        self.memory.watch(from)
    }
}

impl Shared {
    pub(crate) fn world(&self) -> World {
        World::on(Box::new(self.clone()), Quotas::default(), Vec::new())
    }

    pub(crate) fn commits(&self) -> usize {
        self.commits.load(Ordering::Relaxed)
    }
}
