//! The explanation put together from what the walk told: the gates in order, reached or not.

use super::caller;
use super::reason::Reason;
use super::report::{Explanation, GateKind, GateReport, GateState, Outcome, StatementPlace};
use super::source::Sources;
use super::statements::{Examined, Examiner};
use super::watch::{Gate, Recorder, Standing};
use crate::asked::Asked;
use crate::decide::{owner, resource_policy, side};
use crate::decision::{Decision, PolicyType};
use crate::document::ast::Effect;
use crate::request::Request;
use crate::scope::{Budget, Scope};
use crate::sets::{PolicySet, PolicySets};
use crate::statement::Side;

/// The most statements that are reported in all, besides one for each gate.
const STATEMENTS: usize = 96;

/// Puts the explanation of `decision` together.
pub(super) fn explanation<'a>(
    asked: &Asked<'_>,
    request: &Request<'_>,
    policies: &PolicySets<'a>,
    recorder: &Recorder<'a>,
    decision: Decision<'a>,
) -> Explanation {
    let gates = gates(asked, policies, recorder);
    let mut sources = Sources::default();
    for (_, set) in gates.iter().flat_map(|gate| recorder.asked(*gate)) {
        sources.read(set);
    }
    let quoting = Asked { scope: Scope { context: request.context, budget: &Budget::new() }, ..*asked };
    let mut ladder = Ladder {
        caller_account: request.principal.account().map(|account| account.to_string()),
        resource_account: owner(asked, request).map(|account| account.to_string()),
        recorder,
        examiner: Examiner { asked, quoting: &quoting, request, sources: &sources, steps: 0, room: STATEMENTS },
    };
    let (outcome, decided_by) = match decision {
        Decision::Allowed(allowance) => (Outcome::Allowed, allowance.policy_type),
        Decision::Denied(denial) if denial.explicit => (Outcome::ExplicitDeny, Some(denial.policy_type)),
        Decision::Denied(denial) => (Outcome::ImplicitDeny, Some(denial.policy_type)),
    };
    let reports: Vec<_> = gates.iter().map(|gate| ladder.gate(*gate)).collect();
    Explanation {
        outcome,
        caller: caller::name(&request.principal),
        action: request.action.to_owned(),
        resource: request.resource.to_owned(),
        decided_by,
        deciding: ladder.deciding(outcome, decided_by),
        failed_gate: reports.iter().position(|report| report.state == GateState::Failed),
        gates: reports,
        out_of_steps: asked.scope.budget.left() == 0,
        fixes: Vec::new(),
        caller_account: ladder.caller_account,
        resource_account: ladder.resource_account,
    }
}

/// Every gate in the order in which they are asked. Of policies in levels, each level has one if any was got to.
fn gates(asked: &Asked<'_>, policies: &PolicySets<'_>, recorder: &Recorder<'_>) -> Vec<Gate> {
    let levels = |policy_type, given: Option<&[&PolicySet]>| {
        let count = given.map_or(0, <[_]>::len);
        let gate = |level| Gate { policy_type: Some(policy_type), level: Some(level) };
        if recorder.standing(gate(0)).is_none() || recorder.all_is_open() {
            return vec![Gate::of(policy_type)];
        }
        (0..count).map(gate).collect()
    };
    let mut gates = vec![Gate::EXPLICIT_DENY];
    gates.extend(levels(PolicyType::ResourceControl, policies.rcps));
    gates.extend(levels(PolicyType::ServiceControl, policies.scps));
    let others = [
        PolicyType::VpcEndpoint,
        resource_policy(asked, policies),
        PolicyType::IdentityBased,
        PolicyType::PermissionsBoundary,
        PolicyType::SessionPolicy,
    ];
    gates.extend(others.map(Gate::of));
    gates
}

struct Ladder<'q, 'a> {
    caller_account: Option<String>,
    resource_account: Option<String>,
    recorder: &'q Recorder<'a>,
    examiner: Examiner<'q, 'a>,
}

impl Ladder<'_, '_> {
    fn gate(&mut self, gate: Gate) -> GateReport {
        let standing = self.recorder.standing(gate);
        let (state, reason, settled_by) = match standing {
            None => (GateState::NotReached, Reason::NotReached, None),
            Some(Standing::Passed(reason, found)) => (GateState::Passed, reason, found),
            Some(Standing::Failed(reason, found)) => (GateState::Failed, reason, found),
            Some(Standing::Absent) => (GateState::Absent, Reason::NoSuchPolicy, None),
            Some(Standing::Exempt(reason)) => (GateState::Exempt, reason, None),
        };
        let effect = if gate == Gate::EXPLICIT_DENY { Effect::Deny } else { Effect::Allow };
        let deciding = settled_by.map(|(_, statement)| statement);
        let Examined { reports, more, deciding, nearest } =
            self.examiner.examine(&self.recorder.asked(gate), effect, deciding);
        GateReport {
            gate: GateKind::from(gate.policy_type),
            level: gate.level,
            state,
            reason,
            because: reason.to_string(),
            account: gate.policy_type.and_then(|policy_type| self.account(policy_type)),
            statements: reports,
            more_statements: more,
            deciding,
            nearest,
        }
    }

    fn account(&self, policy_type: PolicyType) -> Option<String> {
        match (policy_type, side(policy_type)) {
            (PolicyType::VpcEndpoint, _) => None,
            (_, Side::Caller) => self.caller_account.clone(),
            (_, Side::Resource) => self.resource_account.clone(),
        }
    }

    /// The statement that decided: the Deny, or the Allow of the type of policy that granted.
    fn deciding(&self, outcome: Outcome, decided_by: Option<PolicyType>) -> Option<StatementPlace> {
        let policy_type = decided_by?;
        let gate = match outcome {
            Outcome::Allowed => Gate::of(policy_type),
            Outcome::ExplicitDeny => Gate::EXPLICIT_DENY,
            Outcome::ImplicitDeny => return None,
        };
        let (member, statement) = match self.recorder.standing(gate)? {
            Standing::Passed(_, found) | Standing::Failed(_, found) => found?,
            Standing::Absent | Standing::Exempt(_) => return None,
        };
        Some(self.examiner.place(policy_type, member, statement))
    }
}
