//! What a refused request would have to be told about by the service behind the gateway, so that it can be decided again.

use rolecall_policy::{Decision, could_be_allowed};

use super::rule::Ruling;
use super::{Asked, Visit};
use crate::fault::Fault;
use crate::pipeline::Held;
use crate::server::Server;

/// The most that is asked for one request: a batch of DynamoDB can have as many tables.
const MOST: usize = 100;

/// A condition key that a decision missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The place in [`Visit::asked`] of what was decided.
    pub place: usize,
    /// The key, in lower case.
    pub key: String,
}

/// A request that is refused by what is known of it.
#[derive(Debug)]
pub struct Refused {
    /// The refusal, if no more can be known.
    pub fault: Fault,
    /// What could change it; nothing where it is certain.
    pub missing: Vec<Missing>,
}

impl Server {
    /// As [`rule`](Self::rule), and says of a refusal what could change it: condition keys that [the service alone
    /// knows](Asked::unknown), and that a policy which bears on this caller asks for. [`Asked::learn`] takes their values.
    ///
    /// Nothing could change it where anything that the request asks is refused whatever those keys hold. A key that is named here may
    /// turn out not to matter; what matters may be named only when another key is known.
    ///
    /// # Errors
    /// The refusal.
    pub fn rule_or_ask(&self, visit: &Visit<'_>) -> Result<(), Refused> {
        self.rule(visit).map_err(|fault| Refused { missing: self.missing(visit).unwrap_or_default(), fault })
    }

    /// The keys that decisions missed; `None` if one of them is a certain refusal.
    fn missing(&self, visit: &Visit<'_>) -> Option<Vec<Missing>> {
        if !visit.asked.iter().any(Asked::awaits_any) {
            return None;
        }
        let newest;
        let snapshot = if let Some(identified) = visit.identified {
            &*identified.snapshot
        } else {
            newest = self.directory.snapshot();
            &newest
        };
        let caller = visit.caller();
        let held = caller.map_or(Held::NOTHING, |caller| Held::of(caller, snapshot));
        let (sets, ruling) = (held.sets(), Ruling { visit, caller, snapshot });
        let mut missing = Vec::new();
        for (place, asked) in visit.asked.iter().enumerate() {
            let awaits = |key: &str| asked.awaits(key);
            let missed = ruling.decided(asked, &sets, |decided| match (decided.decision, decided.missed) {
                (Decision::Allowed(_), None) => Some(None),
                (Decision::Allowed(_), Some(key)) => awaits(&key).then_some(Some(key)),
                (Decision::Denied(_), None) => None,
                (Decision::Denied(_), Some(key)) => {
                    let could = awaits(&key) && could_be_allowed(decided.request, decided.sets, &awaits);
                    could.then_some(Some(key))
                }
            })?;
            missing.extend(missed.map(|key| Missing { place, key }));
            if missing.len() > MOST {
                return None;
            }
        }
        Some(missing)
    }
}
