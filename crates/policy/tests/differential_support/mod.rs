//! The engine, asked what a case of the oracle asks. Whatever touches the engine's interface is here.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use rolecall_model::UniqueId;
use rolecall_oracle::{Caller, Case, Decision, Held, Outcome, PolicyType};
use rolecall_policy::document::{self, SyntaxError};
use rolecall_policy::{Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide};
use serde_json::Value;

/// What the engine decides.
///
/// # Errors
/// A document of the case is not of the grammar.
pub(crate) fn engine(case: &Case) -> Result<Outcome, SyntaxError> {
    Ok(World::compile(case)?.ask(case))
}

/// `decide`, or a function like it.
pub(crate) type Decide = for<'a> fn(&Request<'_>, &PolicySets<'a>) -> rolecall_policy::Decision<'a>;

/// The policies of a case, compiled.
pub(crate) struct World {
    identity: PolicySet,
    boundary: Option<PolicySet>,
    session: Option<PolicySet>,
    resource: Option<PolicySet>,
    endpoint: Option<PolicySet>,
    scps: Option<Vec<PolicySet>>,
    rcps: Option<Vec<PolicySet>>,
}

impl World {
    /// # Errors
    /// A document of the case is not of the grammar.
    pub(crate) fn compile(case: &Case) -> Result<Self, SyntaxError> {
        let bound = |arn: &str| case.bindings.as_ref()?.get(arn)?.parse::<UniqueId>().ok();
        let bindings = if case.bindings.is_some() { Bindings::ById(&bound) } else { Bindings::ByArn };
        let member = |value: &Value| {
            let policy = Policy::compile(&document::parse(&value.to_string())?, bindings);
            Ok(Member::new("policy", Arc::new(policy)))
        };
        let set = |values: &[Value]| Ok(PolicySet::new(values.iter().map(member).collect::<Result<Vec<_>, _>>()?));
        let levels = |levels: &[Vec<Value>]| levels.iter().map(|level| set(level)).collect::<Result<Vec<_>, _>>();
        let policies = &case.policies;
        Ok(Self {
            identity: set(&policies.identity)?,
            boundary: policies.boundary.as_deref().map(set).transpose()?,
            session: policies.session.as_deref().map(set).transpose()?,
            resource: policies.resource.as_ref().map(|value| set(std::slice::from_ref(value))).transpose()?,
            endpoint: policies.endpoint.as_deref().map(set).transpose()?,
            scps: policies.scps.as_deref().map(levels).transpose()?,
            rcps: policies.rcps.as_deref().map(levels).transpose()?,
        })
    }

    /// What the engine says to the request of a case under these policies.
    pub(crate) fn ask(&self, case: &Case) -> Outcome {
        self.ask_by(decide, case)
    }

    /// The same by another function than `decide`.
    pub(crate) fn ask_by(&self, decide: Decide, case: &Case) -> Outcome {
        self.put(case, |request, sets| outcome(decide(request, sets)))
    }

    /// Asks something about the request of a case and these policies.
    pub(crate) fn put<T>(&self, case: &Case, ask: impl FnOnce(&Request<'_>, &PolicySets<'_>) -> T) -> T {
        let levels = [&self.scps, &self.rcps];
        let [scps, rcps] = levels.map(|levels| levels.as_ref().map(|levels| levels.iter().collect::<Vec<_>>()));
        let sets = PolicySets {
            identity: &self.identity,
            boundary: self.boundary.as_ref(),
            session: self.session.as_ref(),
            resource: self.resource.as_ref(),
            trust_required: case.policies.trust_required,
            scps: scps.as_deref(),
            rcps: rcps.as_deref(),
            endpoint: self.endpoint.as_ref(),
        };
        let id = entity_id(&case.principal);
        let request = Request {
            principal: principal(&case.principal, id.as_ref()),
            action: &case.action,
            resource: &case.resource,
            resource_account: case.resource_account.as_ref().map(|account| account.parse().unwrap()),
            context: &context(case),
        };
        ask(&request, &sets)
    }
}

fn outcome(decision: rolecall_policy::Decision<'_>) -> Outcome {
    let (decision, by) = match decision {
        rolecall_policy::Decision::Allowed(allowance) => (Decision::Allowed, allowance.policy_type),
        rolecall_policy::Decision::Denied(denial) => {
            (if denial.explicit { Decision::ExplicitDeny } else { Decision::ImplicitDeny }, Some(denial.policy_type))
        }
    };
    Outcome { decision, by: by.map(policy_type) }
}

fn policy_type(engine: rolecall_policy::PolicyType) -> PolicyType {
    use rolecall_policy::PolicyType as Engine;
    match engine {
        Engine::IdentityBased => PolicyType::IdentityBased,
        Engine::ResourceBased => PolicyType::ResourceBased,
        Engine::PermissionsBoundary => PolicyType::PermissionsBoundary,
        Engine::SessionPolicy => PolicyType::SessionPolicy,
        Engine::ServiceControl => PolicyType::ServiceControl,
        Engine::ResourceControl => PolicyType::ResourceControl,
        Engine::VpcEndpoint => PolicyType::VpcEndpoint,
        Engine::RoleTrust => PolicyType::RoleTrust,
    }
}

fn entity_id(caller: &Caller) -> Option<UniqueId> {
    match caller {
        Caller::User { id, .. } | Caller::RoleSession { id, .. } | Caller::FederatedUser { id, .. } => {
            id.as_ref().map(|id| id.parse().unwrap())
        }
        Caller::Root { .. } | Caller::Service { .. } | Caller::Federated { .. } | Caller::Anonymous => None,
    }
}

fn principal<'c>(caller: &'c Caller, id: Option<&'c UniqueId>) -> Principal<'c> {
    let account = |account: &str| account.parse().unwrap();
    match caller {
        Caller::Root { account: of } => Principal::Root { account: account(of) },
        Caller::User { account: of, arn, .. } => Principal::User { account: account(of), arn, id },
        Caller::RoleSession { account: of, arn, role, service_linked, .. } => Principal::RoleSession {
            account: account(of),
            role_arn: role,
            role_id: id,
            session_arn: arn,
            service_linked: *service_linked,
        },
        Caller::FederatedUser { account: of, arn, issuer, .. } => {
            Principal::FederatedUser { account: account(of), arn, issuer_arn: issuer, issuer_id: id }
        }
        Caller::Service { name } => Principal::Service { name },
        Caller::Federated { provider } => Principal::Federated { provider },
        Caller::Anonymous => Principal::Anonymous,
    }
}

fn context(case: &Case) -> ContextMap {
    case.context.iter().fold(ContextMap::new(), |context, (key, held)| match held {
        Held::One(value) => context.with(key, value),
        Held::Many(values) => context.with_many(key, values.iter().map(String::as_str)),
    })
}
