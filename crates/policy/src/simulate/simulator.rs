//! Answers questions one after another, keeping what it has compiled.

use std::sync::Arc;

use super::answer::{Answer, Decided, DecidedBy, StatementPosition};
use super::caller::Caller;
use super::fault::{Fault, FaultCode};
use super::gate::{Form, Gate, Loaded, Loader};
use super::keys::WithCaller;
use super::question::{self, Question};
use super::rules::{self, Rules};
use crate::decide::decide;
use crate::decision::{Decision, PolicyType, StatementRef};
use crate::document::PolicyKind;
use crate::explain::{Explanation, Outcome};
use crate::fixes::explain_with_fixes;
use crate::request::Request;
use crate::sets::{PolicySet, PolicySets};

/// The longest line that is looked at, in bytes.
pub const MAX_LINE_BYTES: usize = 4 << 20;

const IDENTITY: Gate = Gate { member: "identity", kind: PolicyKind::Identity, form: Form::List };
const BOUNDARY: Gate = Gate { member: "boundary", kind: PolicyKind::Boundary, form: Form::List };
const SESSION: Gate = Gate { member: "session", kind: PolicyKind::Session, form: Form::List };
const SCPS: Gate = Gate { member: "scps", kind: PolicyKind::ServiceControl, form: Form::Levels };
// Customers' own may only deny, but AWS's `RCPFullAWSAccess` stands at every level.
const RCPS: Gate = Gate { member: "rcps", kind: PolicyKind::Resource, form: Form::Levels };
const VPC_ENDPOINT: Gate = Gate { member: "vpcEndpoint", kind: PolicyKind::Resource, form: Form::List };

/// Answers questions, each a line of JSON. What it has compiled is kept for the next question, up to some megabytes.
///
/// ```
/// use rolecall_policy::Outcome;
/// use rolecall_policy::simulate::Simulator;
///
/// let line = r#"{"id": 1, "principal": "arn:aws:iam::111111111111:user/u", "action": "s3:GetObject",
///     "resource": "arn:aws:s3:::b/x", "policies": {"identity": [{"Version": "2012-10-17",
///     "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}}]}}"#;
/// let answer = Simulator::new().answer(line.as_bytes());
/// assert_eq!(answer.result?.decision, Outcome::Allowed);
/// # Ok::<(), rolecall_policy::simulate::Fault>(())
/// ```
#[derive(Debug, Default)]
pub struct Simulator {
    loader: Loader,
    explaining: bool,
}

impl Simulator {
    /// One that has compiled nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with an explanation in each answer.
    #[must_use]
    pub fn explaining(self) -> Self {
        Self { explaining: true, ..self }
    }

    /// The answer to a line. A line that is no question has an answer too.
    pub fn answer<'l>(&mut self, line: &'l [u8]) -> Answer<'l> {
        if line.len() > MAX_LINE_BYTES {
            let message = format_args!("a line has at most {MAX_LINE_BYTES} bytes");
            return Answer { id: None, result: Err(Fault::new(FaultCode::LineTooLong, message)) };
        }
        let text = match std::str::from_utf8(line) {
            Ok(text) => text,
            Err(error) => return Answer { id: None, result: Err(Fault::new(FaultCode::NotJson, error)) },
        };
        match question::read(text) {
            Ok(question) => Answer { id: question.id, result: self.decide(&question) },
            Err(error) => Answer { id: question::id_of(text), result: Err(error.into()) },
        }
    }

    fn decide(&mut self, question: &Question<'_>) -> Result<Decided, Fault> {
        let caller = caller(question)?;
        let rules = rules::of(&question.action, &question.resource);
        let request = Request {
            principal: caller.principal(),
            action: &question.action,
            resource: &question.resource,
            resource_account: account(question)?,
            context: &WithCaller { given: &question.context, caller: &caller },
        };
        let policies = self.policies(question, rules)?;
        let (scps, rcps) = (levels(policies.scps.as_ref()), levels(policies.rcps.as_ref()));
        let sets = PolicySets {
            identity: policies.identity.as_deref().map_or(PolicySet::EMPTY, Loaded::only),
            boundary: policies.boundary.as_deref().map(Loaded::only),
            session: policies.session.as_deref().map(Loaded::only),
            resource: policies.resource.as_deref().map(Loaded::only),
            trust_required: rules.trust_required,
            scps: scps.as_deref(),
            rcps: rcps.as_deref(),
            endpoint: policies.endpoint.as_deref().map(Loaded::only),
        };
        let explanation = self.explaining.then(|| explain_with_fixes(&request, &sets));
        Ok(policies.decided(decide(&request, &sets), explanation))
    }

    fn policies(&mut self, question: &Question<'_>, rules: Rules) -> Result<Policies, Fault> {
        let given = &question.policies;
        let resource = Gate { member: "resource", kind: rules.kind, form: Form::One };
        Ok(Policies {
            identity: self.loader.load(IDENTITY, given.identity)?,
            boundary: self.loader.load(BOUNDARY, given.boundary)?,
            session: self.loader.load(SESSION, given.session)?,
            resource: self.loader.load(resource, given.resource)?,
            scps: self.loader.load(SCPS, given.scps)?,
            rcps: self.loader.load(RCPS, given.rcps)?,
            endpoint: self.loader.load(VPC_ENDPOINT, given.vpc_endpoint)?,
        })
    }
}

/// Who asks. The ARN of a session lacks the path of its role; `aws:PrincipalArn` can tell it.
fn caller(question: &Question<'_>) -> Result<Caller, Fault> {
    if !rules::is_action(&question.action) {
        return Err(Fault::new(FaultCode::InvalidAction, "an action is `service:Name`, without wildcards"));
    }
    if !rules::is_resource(&question.resource) {
        return Err(Fault::new(FaultCode::InvalidResource, "a resource is an ARN or `*`"));
    }
    let caller = Caller::parse(&question.principal, &question.action)?;
    Ok(match question.context.one("aws:principalarn") {
        Some(role) => caller.with_role(role),
        None => caller,
    })
}

fn account(question: &Question<'_>) -> Result<Option<rolecall_model::AccountId>, Fault> {
    let account = question.resource_account.as_deref().map(str::parse).transpose();
    account.map_err(|error| Fault::new(FaultCode::InvalidAccount, error))
}

fn levels(loaded: Option<&Arc<Loaded>>) -> Option<Vec<&PolicySet>> {
    loaded.map(|loaded| loaded.levels.iter().collect())
}

/// The policies of one question.
struct Policies {
    identity: Option<Arc<Loaded>>,
    boundary: Option<Arc<Loaded>>,
    session: Option<Arc<Loaded>>,
    resource: Option<Arc<Loaded>>,
    scps: Option<Arc<Loaded>>,
    rcps: Option<Arc<Loaded>>,
    endpoint: Option<Arc<Loaded>>,
}

impl Policies {
    fn decided(&self, decision: Decision<'_>, explanation: Option<Explanation>) -> Decided {
        let (decision, kind, statement) = match decision {
            Decision::Allowed(allowance) => (Outcome::Allowed, allowance.policy_type, allowance.statement),
            Decision::Denied(denial) => {
                let outcome = if denial.explicit { Outcome::ExplicitDeny } else { Outcome::ImplicitDeny };
                (outcome, Some(denial.policy_type), denial.statement)
            }
        };
        let decided_by = kind.map(|kind| self.decided_by(kind, statement.as_ref()));
        Decided { decision, decided_by, explanation }
    }

    fn decided_by(&self, kind: PolicyType, statement: Option<&StatementRef<'_>>) -> DecidedBy {
        let position = |statement: &StatementRef<'_>| {
            let place = self.of(kind)?.place_of(statement)?;
            Some(StatementPosition { index: statement.index, line: place.line, column: place.column })
        };
        DecidedBy {
            kind,
            name: statement.map(|statement| statement.policy.to_owned()),
            sid: statement.and_then(|statement| statement.sid).map(str::to_owned),
            position: statement.and_then(position),
        }
    }

    fn of(&self, kind: PolicyType) -> Option<&Loaded> {
        match kind {
            PolicyType::IdentityBased => self.identity.as_deref(),
            PolicyType::ResourceBased | PolicyType::RoleTrust => self.resource.as_deref(),
            PolicyType::PermissionsBoundary => self.boundary.as_deref(),
            PolicyType::SessionPolicy => self.session.as_deref(),
            PolicyType::ServiceControl => self.scps.as_deref(),
            PolicyType::ResourceControl => self.rcps.as_deref(),
            PolicyType::VpcEndpoint => self.endpoint.as_deref(),
        }
    }
}
