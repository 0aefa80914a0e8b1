//! The decision about a call: the policies that apply, and the engine's verdict on each access.

use rolecall_policy::{Decision, Denial, PolicySets, Request, decide};

use super::Scene;
use super::context::CallContext;
use super::held::Held;
use crate::caller::{Caller, Who};
use crate::fault::Fault;
use crate::operation::{Access, Trust};
use crate::spec::Service;

impl Scene<'_> {
    /// Decides every access; the first that is not allowed is the error.
    pub(crate) fn authorise(&self, service: Service, wanted: &[Access]) -> Result<(), Fault> {
        if wanted.is_empty() {
            return Ok(());
        }
        // No policy speaks of hosts, so that none can let them do anything.
        if let (Who::Host(_) | Who::JoinToken(_), Some(access)) = (&self.caller.who, wanted.first()) {
            return Err(Fault::new(service.access_denied(), not_authorised(self.caller, &access.action)));
        }
        let held = Held::of(self.caller, self.snapshot);
        let sets = held.sets();
        wanted.iter().try_for_each(|access| self.decide(service, access, &sets))
    }

    fn decide(&self, service: Service, access: &Access, sets: &PolicySets<'_>) -> Result<(), Fault> {
        let context = CallContext {
            caller: Some(self.caller),
            snapshot: self.snapshot,
            region: self.region,
            circumstances: self.circumstances,
            now: self.now,
            access,
        };
        let request = Request {
            principal: self.caller.principal(),
            action: &access.action,
            resource: &access.resource,
            resource_account: Some(access.account),
            context: &context,
        };
        let (resource, trust_required) = match &access.trust {
            Trust::None => (access.resource_policy.as_deref(), false),
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
            Trust::None => denial.sentence(caller, &access.action, &access.resource),
            // Whether the role exists, and what its trust policy says, is not the caller's to know.
            Trust::Policy(_) | Trust::NoSuchRole => denial.short_sentence(caller, &access.action, &access.resource),
        };
        Fault::new(service.access_denied(), sentence)
    }
}

/// What somebody is told whom no policy could let do it.
pub(super) fn not_authorised(caller: &Caller, action: &str) -> String {
    format!("User: {} is not authorized to perform: {action}", caller.arn)
}
