//! Credentials of one workload, kept between fetches.
//!
//! What a fetch gets:
//! - What the issuer says now, if it can be reached: an answer is used again only while it is known to be current, by the
//!   issuer's revision or else because it is at most a second old. So a swapped role shows at the next fetch.
//! - The last good credentials until they expire, if the issuer cannot be reached; an error after that.
//!
//! Fetches at the same time share one question to the issuer.

mod slot;

use std::sync::Arc;
use std::time::Duration;

use rolecall_model::Clock;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::issuer::{Issued, Issuer, NotIssued, Purpose};
use slot::{Outcome, Slot};

/// How long a fetch waits for an issuer while it has credentials to fall back on. Clients of the metadata service give up after
/// a second.
const PATIENCE: Duration = Duration::from_millis(400);

/// How long an issuer may take to answer, and so a fetch that has nothing to fall back on.
const LAST_PATIENCE: Duration = Duration::from_secs(10);

/// How often credentials are looked at for renewal.
const ROUND: Duration = Duration::from_secs(10);

/// Credentials of one workload, kept between fetches.
pub struct Cache {
    issuer: Arc<dyn Issuer>,
    clock: Arc<dyn Clock>,
    role: Arc<Slot>,
    role_by_version_1: Arc<Slot>,
    execution: Arc<Slot>,
}

impl Cache {
    /// An empty cache before this issuer.
    pub fn new(issuer: Arc<dyn Issuer>, clock: Arc<dyn Clock>) -> Self {
        let [role, role_by_version_1, execution] = <[Arc<Slot>; 3]>::default();
        Self { issuer, clock, role, role_by_version_1, execution }
    }

    /// Credentials for this purpose that are current, or the best that there are.
    ///
    /// # Errors
    /// The issuer's own; or that it cannot be reached and nothing is kept that still works.
    pub async fn fetch(&self, purpose: Purpose) -> Result<Arc<Issued>, NotIssued> {
        let slot = self.slot(purpose);
        if let Some(current) = slot.current(self.clock.now(), self.issuer.revision()) {
            return current;
        }
        let flight = self.ask(purpose);
        let Some(kept) = slot.kept(self.clock.now()) else {
            return landed(flight).await;
        };
        match timeout(PATIENCE, landed(flight)).await {
            Err(_) | Ok(Err(NotIssued::Unreachable(_))) => Ok(kept),
            Ok(answer) => answer,
        }
    }

    /// Renews, for as long as it runs, what has been fetched before and has lived half its life, so that an outage of the
    /// issuer finds credentials that last.
    pub async fn keep_young(&self) {
        loop {
            self.renew().await;
            sleep(ROUND).await;
        }
    }

    /// One round of renewal.
    pub async fn renew(&self) {
        for purpose in [Purpose::Role, Purpose::RoleByVersion1, Purpose::Execution] {
            if self.slot(purpose).is_due(self.clock.now()) {
                // Whoever fetches next hears of a failure.
                drop(landed(self.ask(purpose)).await);
            }
        }
    }

    fn slot(&self, purpose: Purpose) -> &Arc<Slot> {
        match purpose {
            Purpose::Role => &self.role,
            Purpose::RoleByVersion1 => &self.role_by_version_1,
            Purpose::Execution => &self.execution,
        }
    }

    /// Joins the question that is under way, or puts one. It goes on when nobody waits for it any more.
    fn ask(&self, purpose: Purpose) -> watch::Receiver<Option<Outcome>> {
        let slot = self.slot(purpose).clone();
        let answer = match slot.join() {
            Ok(flight) => return flight,
            Err(answer) => answer,
        };
        let (issuer, clock) = (self.issuer.clone(), self.clock.clone());
        let flight = answer.subscribe();
        tokio::spawn(async move {
            // Taken before the question: what changes meanwhile makes the answer out of date, never the change unseen.
            let (asked, revision) = (clock.now(), issuer.revision());
            let outcome = match timeout(LAST_PATIENCE, issuer.issue(purpose)).await {
                Ok(outcome) => outcome.map(Arc::new),
                Err(_) => Err(NotIssued::Unreachable("the server does not answer".to_owned())),
            };
            slot.keep(outcome.clone(), asked, revision);
            answer.send_replace(Some(outcome));
        });
        flight
    }
}

/// The answer, once it is there.
async fn landed(mut flight: watch::Receiver<Option<Outcome>>) -> Outcome {
    let answer = flight.wait_for(Option::is_some).await.ok().and_then(|answer| answer.clone());
    answer.unwrap_or_else(|| Err(NotIssued::Unreachable("the question to the server was given up".to_owned())))
}
