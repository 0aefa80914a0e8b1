//! The policies that a caller brings into every decision about it.

use std::sync::{Arc, LazyLock};

use rolecall_model::{AccountId, Arn};
use rolecall_policy::{Member, PolicySet, PolicySets};

use crate::caller::{Caller, Who};
use crate::directory::{PolicyDocument, Snapshot};
use crate::token::Session;

/// Stands in for a policy that should be there and is not: it may have denied anything, so that everything is denied until
/// somebody takes it off.
static GONE: LazyLock<PolicyDocument> = LazyLock::new(PolicyDocument::deny_all);

/// The policies of a caller.
pub(crate) struct Held<'a> {
    /// `None` for a root user, and for those who have no policies.
    identity: Option<Arc<PolicySet>>,
    /// `None` where there is no boundary.
    boundary: Option<&'a PolicySet>,
    /// `None` where the session has no policies of its own.
    session: Option<PolicySet>,
}

impl<'a> Held<'a> {
    /// What nobody brings.
    pub(crate) const NOTHING: Self = Self { identity: None, boundary: None, session: None };

    /// What `caller` brings, as `snapshot` knows it.
    pub(crate) fn of(caller: &'a Caller, snapshot: &'a Snapshot) -> Self {
        let managed = |arn: &Arn| managed(snapshot, caller.account, arn);
        let (identity, boundary) = match &caller.who {
            Who::Root | Who::Host(_) | Who::JoinToken(_) | Who::Service(_) => (None, None),
            Who::User(user) => (Some(user.policies.set(&user.inline, &user.attached, managed)), user.boundary.as_ref()),
            Who::Role(role) => (Some(role.policies.set(&role.inline, &role.attached, managed)), role.boundary.as_ref()),
        };
        let session = caller.session.as_deref().filter(|session| session.is_limited());
        Self {
            identity,
            boundary: boundary.map(|arn| managed(arn).as_boundary()),
            session: session.map(|session| limits(session, managed)),
        }
    }

    /// As decisions take them, with nothing else yet.
    pub(crate) fn sets(&self) -> PolicySets<'_> {
        PolicySets {
            identity: self.identity.as_deref().unwrap_or(PolicySet::EMPTY),
            boundary: self.boundary,
            session: self.session.as_ref(),
            ..PolicySets::default()
        }
    }
}

fn limits<'a>(session: &'a Session, managed: impl Fn(&Arn) -> &'a PolicyDocument) -> PolicySet {
    let inline = session.policy.iter().map(|document| member("session policy", document));
    let managed = session.policy_arns.iter().map(|arn| member(arn.as_str(), managed(arn)));
    PolicySet::new(inline.chain(managed))
}

fn managed<'a>(snapshot: &'a Snapshot, account: AccountId, arn: &Arn) -> &'a PolicyDocument {
    let policy = snapshot.usable_policy(account, arn);
    policy.and_then(|policy| policy.document()).unwrap_or(&GONE)
}

fn member(name: &str, document: &PolicyDocument) -> Member {
    Member::new(name, Arc::clone(document.policy()))
}
