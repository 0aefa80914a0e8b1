//! The engine asked about a workload, and the clock that times it; shared with the benchmark beside other engines.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use rolecall_policy::{
    Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide, document,
};
use rustix::time::{ClockId, clock_gettime};

use crate::workload::{ACCOUNT, ROLE, SESSION, Values, Workload};

/// A workload's policies, compiled, and its question.
pub(crate) struct Compiled {
    action: &'static str,
    resource: &'static str,
    context: ContextMap,
    identity: PolicySet,
    boundary: Option<PolicySet>,
    session: Option<PolicySet>,
    resource_policy: Option<PolicySet>,
    scps: Vec<PolicySet>,
}

impl Compiled {
    pub(crate) fn new(workload: &Workload) -> Self {
        let one = |document: &Option<String>| document.as_ref().map(|document| set(std::slice::from_ref(document)));
        let mut context = ContextMap::new();
        for (key, values) in &workload.context {
            match values {
                Values::One(value) => context.insert(key, value),
                Values::Many(values) => context.insert_many(key, values.iter().copied()),
            }
        }
        Self {
            action: workload.action,
            resource: workload.resource,
            context,
            identity: set(&workload.identity),
            boundary: one(&workload.boundary),
            session: one(&workload.session),
            resource_policy: one(&workload.resource_policy),
            scps: workload.scps.iter().map(|level| set(level)).collect(),
        }
    }

    /// Asks so many times; how many of the answers allow.
    pub(crate) fn allowed(&self, times: usize) -> usize {
        let account = ACCOUNT.parse().expect("an account id");
        let levels: Vec<&PolicySet> = self.scps.iter().collect();
        let sets = PolicySets {
            identity: &self.identity,
            boundary: self.boundary.as_ref(),
            session: self.session.as_ref(),
            resource: self.resource_policy.as_ref(),
            scps: (!levels.is_empty()).then_some(&*levels),
            ..PolicySets::default()
        };
        let request = Request {
            principal: Principal::RoleSession {
                account,
                role_arn: ROLE,
                role_id: None,
                session_arn: SESSION,
                service_linked: false,
            },
            action: self.action,
            resource: self.resource,
            resource_account: Some(account),
            context: &self.context,
        };
        (0..times).filter(|_| decide(black_box(&request), black_box(&sets)).is_allowed()).count()
    }
}

fn set(documents: &[String]) -> PolicySet {
    let member = |(number, text): (usize, &String)| {
        let policy = Policy::compile(&document::parse(text).expect("a document"), Bindings::ByArn);
        Member::new(format!("policy-{number}"), Arc::new(policy))
    };
    PolicySet::new(documents.iter().enumerate().map(member))
}

/// CPU nanoseconds of each of so many decisions.
pub(crate) fn nanoseconds_each(times: usize, decide: impl FnOnce(usize)) -> f64 {
    let before = cpu();
    decide(times);
    cpu().saturating_sub(before).as_secs_f64() * 1e9 / f64::from(u32::try_from(times).unwrap_or(u32::MAX))
}

fn cpu() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}
