//! The decision about a call: the policies that apply, found in the snapshot, and the engine's verdict on each access.

use std::sync::{Arc, LazyLock};

use rolecall_model::Arn;
use rolecall_policy::{Decision, Denial, Member, PolicySet, PolicySets, Request, decide};

use super::Scene;
use super::context::CallContext;
use crate::caller::{Caller, Who};
use crate::directory::PolicyDocument;
use crate::fault::Fault;
use crate::operation::{Access, Trust};
use crate::spec::Service;

/// Stands in for a policy that should be there and is not: it may have denied anything, so that everything is denied until
/// somebody takes it off.
static GONE: LazyLock<PolicyDocument> = LazyLock::new(PolicyDocument::deny_all);

impl Scene<'_> {
    /// Decides every access; the first that is not allowed is the error.
    pub(crate) fn authorise(&self, service: Service, wanted: &[Access]) -> Result<(), Fault> {
        if wanted.is_empty() {
            return Ok(());
        }
        // No policy speaks of hosts, so that none can let them do anything.
        if let (Who::Host(_) | Who::JoinToken(_), Some(access)) = (&self.caller.who, wanted.first()) {
            return Err(Fault::new(service.access_denied(), not_authorised(self.caller, access.action)));
        }
        let (identity, boundary, session) = (self.identity_policies(), self.boundary(), self.session_policies());
        let sets = PolicySets {
            identity: identity.as_deref().unwrap_or(PolicySet::EMPTY),
            boundary,
            session: session.as_ref(),
            ..PolicySets::default()
        };
        wanted.iter().try_for_each(|access| self.decide(service, access, &sets))
    }

    fn decide(&self, service: Service, access: &Access, sets: &PolicySets<'_>) -> Result<(), Fault> {
        let context = CallContext { scene: self, access };
        let request = Request {
            principal: self.caller.principal(),
            action: access.action,
            resource: &access.resource,
            resource_account: Some(access.account),
            context: &context,
        };
        let (resource, trust_required) = match &access.trust {
            Trust::None => (None, false),
            Trust::Policy(policies) => (Some(&**policies), true),
            Trust::NoSuchRole => (None, true),
        };
        match decide(&request, &PolicySets { resource, trust_required, ..*sets }) {
            Decision::Allowed(_) => Ok(()),
            Decision::Denied(denial) => Err(self.denied(service, access, &denial)),
        }
    }

    fn denied(&self, service: Service, access: &Access, denial: &Denial) -> Fault {
        let caller = self.caller.name();
        let sentence = match access.trust {
            Trust::None => denial.sentence(caller, access.action, &access.resource),
            // Whether the role exists, and what its trust policy says, is not the caller's to know.
            Trust::Policy(_) | Trust::NoSuchRole => denial.short_sentence(caller, access.action, &access.resource),
        };
        Fault::new(service.access_denied(), sentence)
    }

    /// `None` for a root user, and for those who have no policies.
    fn identity_policies(&self) -> Option<Arc<PolicySet>> {
        let (policies, inline, attached) = match &self.caller.who {
            Who::Root | Who::Host(_) | Who::JoinToken(_) | Who::Service(_) => return None,
            Who::User(user) => (&user.policies, &user.inline, &user.attached),
            Who::Role(role) => (&role.policies, &role.inline, &role.attached),
        };
        Some(policies.set(inline, attached, |arn| self.managed(arn)))
    }

    /// `None` where there is no boundary.
    fn boundary(&self) -> Option<&PolicySet> {
        let boundary = match &self.caller.who {
            Who::Root | Who::Host(_) | Who::JoinToken(_) | Who::Service(_) => None,
            Who::User(user) => user.boundary.as_ref(),
            Who::Role(role) => role.boundary.as_ref(),
        };
        boundary.map(|arn| self.managed(arn).as_boundary())
    }

    /// `None` where the session has no policies of its own.
    fn session_policies(&self) -> Option<PolicySet> {
        let session = self.caller.session.as_ref().filter(|session| session.is_limited())?;
        let inline = session.policy.iter().map(|document| member("session policy", document));
        let managed = session.policy_arns.iter().map(|arn| member(arn.as_str(), self.managed(arn)));
        Some(PolicySet::new(inline.chain(managed)))
    }

    fn managed(&self, arn: &Arn) -> &PolicyDocument {
        let policy = self.snapshot.usable_policy(self.account(), arn);
        policy.and_then(|policy| policy.document()).unwrap_or(&GONE)
    }
}

/// What somebody is told whom no policy could let do it.
pub(super) fn not_authorised(caller: &Caller, action: &str) -> String {
    format!("User: {} is not authorized to perform: {action}", caller.arn)
}

fn member(name: &str, document: &PolicyDocument) -> Member {
    Member::new(name, Arc::clone(document.policy()))
}
