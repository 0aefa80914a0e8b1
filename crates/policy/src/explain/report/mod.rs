//! What an explanation holds. Everything is owned; lists and texts have limits.

mod element;
mod gate;
mod statement;

use serde::{Deserialize, Serialize};

pub use element::{Cause, Difference, ElementKind, ElementReport, Verdict, Wanted};
pub use gate::{GateKind, GateReport, GateState};
pub use statement::{Place, StatementEffect, StatementPlace, StatementReport};

use crate::decision::{PolicyType, StatementRef};
use crate::denial::Denial;
use crate::fixes::Fix;

/// Why a request is allowed or refused: [`explain`](super::explain) makes it.
///
/// As JSON, names are in `camelCase` and what is not known is left out. As text (`Display`), it is a ladder of gates in
/// lines of at most 120 characters; fixes are not cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What [`decide`](crate::decide) says of the same request.
    pub outcome: Outcome,
    /// The caller's ARN, the name of a service or a provider, or `anonymous`.
    pub caller: String,
    /// The action asked for.
    pub action: String,
    /// The resource asked for.
    pub resource: String,
    /// The caller's account, if it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub caller_account: Option<String>,
    /// The resource's account, where it is known; else the caller's own is taken.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resource_account: Option<String>,
    /// The type of the policy that decided; `None` where no policy has to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decided_by: Option<PolicyType>,
    /// The statement that decided; `None` where none has to, or where one is missing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deciding: Option<StatementPlace>,
    /// The gates in the order in which they are asked.
    pub gates: Vec<GateReport>,
    /// For a denial: the place in `gates` of the gate that failed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failed_gate: Option<usize>,
    /// Whether the decision used up the steps it may take, so that what was left could not be decided and denied. Then
    /// statements may be reported otherwise than they counted, because each is looked at afresh.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub out_of_steps: bool,
    /// For a denial: changes that would let the request through, where they were [sought](crate::explain_with_fixes), those of
    /// which the fewest are needed first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fixes: Vec<Fix>,
}

/// The three outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The request may go on.
    Allowed,
    /// No Allow holds where one has to.
    ImplicitDeny,
    /// A Deny holds.
    ExplicitDeny,
}

impl Explanation {
    /// AWS's sentence for a denial, with its reason; see [`Denial::sentence`]. `None` for what is allowed.
    pub fn sentence(&self) -> Option<String> {
        Some(self.denial()?.sentence(&self.caller, &self.action, &self.resource))
    }

    /// AWS's sentence for a denial, without a reason; see [`Denial::short_sentence`]. `None` for what is allowed.
    pub fn short_sentence(&self) -> Option<String> {
        Some(self.denial()?.short_sentence(&self.caller, &self.action, &self.resource))
    }

    /// The denial; `None` for what is allowed.
    pub fn denial(&self) -> Option<Denial<'_>> {
        let explicit = match self.outcome {
            Outcome::Allowed => return None,
            Outcome::ImplicitDeny => false,
            Outcome::ExplicitDeny => true,
        };
        let reference = |at| {
            let StatementPlace { policy, index, sid, .. }: &StatementPlace = at;
            StatementRef { policy, index: *index, sid: sid.as_deref() }
        };
        Some(Denial { explicit, policy_type: self.decided_by?, statement: self.deciding.as_ref().map(reference) })
    }

    /// For an implicit denial: the Allow that fails on the fewest elements at the gate that refused.
    pub fn nearest_miss(&self) -> Option<&StatementReport> {
        self.gates.get(self.failed_gate?)?.nearest_miss()
    }

    /// The condition keys that the request lacks and that some listed statement names, each once, sorted.
    pub fn missing_keys(&self) -> Vec<&str> {
        let elements = self.gates.iter().flat_map(|gate| &gate.statements).flat_map(|statement| &statement.elements);
        let missing = elements.filter(|element| element.key_missing).filter_map(|element| element.key.as_deref());
        let mut keys: Vec<_> = missing.collect();
        keys.sort_unstable_by_key(|key| key.to_ascii_lowercase());
        keys.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        keys
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
