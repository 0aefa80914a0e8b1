//! What the benchmark knows of an engine.

use std::hint::black_box;

use crate::workload::Workload;

/// Asks so many times; how many of the answers allow.
pub(crate) type Ask = Box<dyn Fn(usize) -> usize>;

/// An engine.
pub(crate) struct Peer {
    /// Its name and version.
    pub(crate) name: &'static str,
    /// What of AWS's evaluation it does not have.
    pub(crate) lacks: &'static [&'static str],
    /// Gives it a workload's documents and request, before any timing; or says why it cannot be asked.
    pub(crate) prepare: fn(&Workload) -> Result<Ask, String>,
}

/// An [`Ask`] of one decision; the loop is inside, so that a single call through a pointer is spread over a batch.
pub(crate) fn ask(allows: impl Fn() -> bool + 'static) -> Ask {
    Box::new(move |times| (0..times).filter(|_| black_box(allows())).count())
}

/// Whether a workload has policies that only cap: such an engine as has a single flat list cannot express them.
pub(crate) fn has_caps(workload: &Workload) -> bool {
    workload.boundary.is_some() || workload.session.is_some() || !workload.scps.is_empty()
}
