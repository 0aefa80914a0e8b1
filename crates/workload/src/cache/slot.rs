//! What is kept for one purpose: the last answer, the last good one, and the question under way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rolecall_model::Time;
use tokio::sync::watch;

use crate::issuer::{Issued, NotIssued};

/// What came of asking.
pub(super) type Outcome = Result<Arc<Issued>, NotIssued>;

/// Seconds that an answer counts as the present one, where the issuer has no revision. The clock counts whole seconds.
const FRESH: i64 = 1;

/// Seconds that an issuer is left alone after it could not be reached, while there are credentials to go on with.
const PAUSE: i64 = 5;

/// What is kept for one purpose.
#[derive(Default)]
pub(super) struct Slot {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: Option<Answer>,
    good: Option<Arc<Issued>>,
    flight: Option<watch::Receiver<Option<Outcome>>>,
}

struct Answer {
    outcome: Outcome,
    asked: Time,
    revision: Option<u64>,
}

impl Slot {
    /// The last answer, if there is no reason to ask again.
    pub(super) fn current(&self, now: Time, revision: Option<u64>) -> Option<Outcome> {
        let state = self.state();
        let last = state.last.as_ref().filter(|last| last.revision == revision)?;
        let age = now.epoch() - last.asked.epoch();
        match &last.outcome {
            Ok(issued) if revision.is_some() => issued.is_young(now).then(|| last.outcome.clone()),
            Ok(issued) => ((0..=FRESH).contains(&age) && issued.is_alive(now)).then(|| last.outcome.clone()),
            Err(NotIssued::Unreachable(_)) if (0..PAUSE).contains(&age) => match state.alive(now) {
                Some(good) => Some(Ok(good)),
                None => (age <= FRESH).then(|| last.outcome.clone()),
            },
            Err(_) => (0..=FRESH).contains(&age).then(|| last.outcome.clone()),
        }
    }

    /// The last good credentials, if they still work.
    pub(super) fn kept(&self, now: Time) -> Option<Arc<Issued>> {
        self.state().alive(now)
    }

    /// Whether there are credentials that should be renewed, and the issuer has been left alone long enough.
    pub(super) fn is_due(&self, now: Time) -> bool {
        let state = self.state();
        let is_old = state.good.as_ref().is_some_and(|good| !good.is_young(now));
        let rested = |last: &Answer| !(0..PAUSE).contains(&(now.epoch() - last.asked.epoch()));
        is_old && state.last.as_ref().is_none_or(rested)
    }

    /// The question under way, or the place to answer a new one, which whoever gets it must ask.
    pub(super) fn join(&self) -> Result<watch::Receiver<Option<Outcome>>, watch::Sender<Option<Outcome>>> {
        let mut state = self.state();
        // The sender of a question that was given up is gone without an answer.
        if let Some(flight) = state.flight.take().filter(|flight| flight.has_changed().is_ok()) {
            return Ok(state.flight.insert(flight).clone());
        }
        let (sender, receiver) = watch::channel(None);
        state.flight = Some(receiver);
        Err(sender)
    }

    /// Takes an answer. One that says no ends what was kept.
    pub(super) fn keep(&self, outcome: Outcome, asked: Time, revision: Option<u64>) {
        let mut state = self.state();
        match &outcome {
            Ok(issued) => state.good = Some(issued.clone()),
            Err(NotIssued::Unreachable(_)) => {}
            Err(_) => state.good = None,
        }
        state.last = Some(Answer { outcome, asked, revision });
        state.flight = None;
    }

    /// No method leaves the state half changed, so that it is sound even after a panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn alive(&self, now: Time) -> Option<Arc<Issued>> {
        self.good.clone().filter(|good| good.is_alive(now))
    }
}
