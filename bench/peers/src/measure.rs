//! Timing: batches of equal CPU time that take turns, so that a change of the machine's load meets every engine.

use crate::engine::nanoseconds_each;
use crate::peer::{Ask, Peer};
use crate::workload::Workload;

/// CPU nanoseconds of one batch.
const BATCH: f64 = 20e6;

/// Batches of each engine and workload.
const BATCHES: usize = 31;

/// An engine with a workload.
pub(crate) enum Case {
    /// It answers as AWS does.
    Right(Timed),
    /// It answers otherwise.
    Wrong,
    /// It cannot be asked, and why.
    Inexpressible(String),
}

/// What is timed, and the nanoseconds of a decision by batch.
pub(crate) struct Timed {
    ask: Ask,
    batch: usize,
    times: Vec<f64>,
}

impl Case {
    pub(crate) fn new(peer: &Peer, workload: &Workload) -> Self {
        match (peer.prepare)(workload) {
            Err(reason) => Self::Inexpressible(reason),
            Ok(ask) if (ask(1) == 1) == workload.allowed => Self::Right(Timed::new(ask)),
            Ok(_) => Self::Wrong,
        }
    }
}

impl Timed {
    /// Warms up until a batch is long enough to tell the batch's size.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a number of repetitions"
    )]
    fn new(ask: Ask) -> Self {
        let mut batch: usize = 1;
        while nanoseconds(&ask, batch) * (batch as f64) < BATCH / 4.0 {
            batch *= 2;
        }
        let batch = (BATCH / nanoseconds(&ask, batch)) as usize + 1;
        Self { ask, batch, times: Vec::with_capacity(BATCHES) }
    }

    fn once(&mut self) {
        self.times.push(nanoseconds(&self.ask, self.batch));
    }

    /// The median and the best of the batches.
    pub(crate) fn median_and_best(&self) -> [f64; 2] {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        [times.len() / 2, 0].map(|at| times.get(at).copied().unwrap_or_default())
    }
}

fn nanoseconds(ask: &Ask, times: usize) -> f64 {
    let mut allowed = 0;
    let each = nanoseconds_each(times, |times| allowed = ask(times));
    assert!(allowed == 0 || allowed == times, "the same question had different answers");
    each
}

/// Times every case that is right.
pub(crate) fn take_turns(rows: &mut [Vec<Case>]) {
    for _ in 0..BATCHES {
        for case in rows.iter_mut().flatten() {
            if let Case::Right(timed) = case {
                timed.once();
            }
        }
    }
}
