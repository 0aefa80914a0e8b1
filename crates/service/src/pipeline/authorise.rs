//! The decision about a call: the policies that apply, found in the snapshot, and the engine's verdict on each access.

use std::sync::LazyLock;

use rolecall_model::Arn;
use rolecall_policy::{Decision, Denial, Named, PolicySets, Request, decide};

use super::Scene;
use super::context::CallContext;
use crate::caller::Who;
use crate::directory::PolicyDocument;
use crate::fault::{Fault, common};
use crate::operation::{Access, Trust};
use crate::spec::{Protocol, Service};

/// Stands in for a policy that should be there and is not: it may have denied anything, so that everything is denied until
/// somebody takes it off.
static GONE: LazyLock<PolicyDocument> = LazyLock::new(PolicyDocument::deny_all);

impl Scene<'_> {
    /// Decides every access; the first that is not allowed is the error.
    pub(super) fn authorise(&self, service: Service, wanted: &[Access]) -> Result<(), Fault> {
        if wanted.is_empty() {
            return Ok(());
        }
        let (identity, boundary, session) = (self.identity_policies(), self.boundary(), self.session_policies());
        let sets = PolicySets {
            identity: &identity,
            boundary: boundary.as_ref().map(<[_; 1]>::as_slice),
            session: session.as_deref(),
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
            Trust::Policy(policy) => (Some(Named { name: "trust policy", policy }), true),
            Trust::NoSuchRole => (None, true),
        };
        match decide(&request, &PolicySets { resource, trust_required, ..*sets }) {
            Decision::Allowed(_) => Ok(()),
            Decision::Denied(denial) => Err(self.denied(service, access, &denial)),
        }
    }

    fn denied(&self, service: Service, access: &Access, denial: &Denial) -> Fault {
        let caller = self.caller.arn.as_str();
        let sentence = match access.trust {
            Trust::None => denial.sentence(caller, access.action, &access.resource),
            // Whether the role exists, and what its trust policy says, is not the caller's to know.
            Trust::Policy(_) | Trust::NoSuchRole => denial.short_sentence(caller, access.action, &access.resource),
        };
        let code = match service.protocol() {
            Protocol::Query { .. } => common::ACCESS_DENIED,
            Protocol::Json11 { .. } => common::ACCESS_DENIED_EXCEPTION,
        };
        Fault::new(code, sentence)
    }

    fn identity_policies(&self) -> Vec<Named<'_>> {
        let (inline, attached) = match &self.caller.who {
            Who::Root => return Vec::new(),
            Who::User(user) => (&user.inline, &user.attached),
            Who::Role(role) => (&role.inline, &role.attached),
        };
        let inline = inline.iter().map(|(name, document)| named(name.as_str(), document));
        inline.chain(attached.iter().map(|arn| self.managed(arn))).collect()
    }

    /// `None` where there is no boundary.
    fn boundary(&self) -> Option<[Named<'_>; 1]> {
        let boundary = match &self.caller.who {
            Who::Root => None,
            Who::User(user) => user.boundary.as_ref(),
            Who::Role(role) => role.boundary.as_ref(),
        };
        boundary.map(|arn| [self.managed(arn)])
    }

    /// `None` where the session has no policies of its own.
    fn session_policies(&self) -> Option<Vec<Named<'_>>> {
        let session = self.caller.session.as_ref().filter(|session| session.is_limited())?;
        let inline = session.policy.iter().map(|document| named("session policy", document));
        Some(inline.chain(session.policy_arns.iter().map(|arn| self.managed(arn))).collect())
    }

    fn managed<'a>(&'a self, arn: &'a Arn) -> Named<'a> {
        let document = self.snapshot.usable_policy(self.account(), arn).and_then(|policy| policy.document());
        named(arn.as_str(), document.unwrap_or(&GONE))
    }
}

fn named<'a>(name: &'a str, document: &'a PolicyDocument) -> Named<'a> {
    Named { name, policy: document.policy() }
}
