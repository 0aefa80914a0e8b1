//! `Principal` and `NotPrincipal`: whom a statement of a resource's own policy speaks of.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>

use rolecall_model::{AccountId, Arn, UniqueId};

use crate::asked::Asked;
use crate::document::ast::{Effect, PrincipalElement as Written, PrincipalEntry, PrincipalKind, Principals};
use crate::document::well_formed_principal;
use crate::grant::Grant;
use crate::request::Principal;

/// How users and roles that a policy names by ARN are recognised.
#[derive(Clone, Copy)]
pub enum Bindings<'a> {
    /// By the text of the ARN: for policies that stand in files and simulations.
    ByArn,
    /// By the unique id that the ARN meant when the policy was saved. An ARN for which this gives `None` names nobody,
    /// even if an entity of that name exists now.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles>
    ById(&'a dyn Fn(&str) -> Option<UniqueId>),
}

/// The element of one statement, compiled.
#[derive(Debug)]
pub(crate) struct PrincipalElement {
    negated: bool,
    named: Box<[Named]>,
}

/// One named principal.
#[derive(Debug)]
enum Named {
    Everyone,
    Account(AccountId),
    EntityArn(Box<str>),
    EntityId(UniqueId),
    Session(Box<str>),
    Service(Box<str>),
    Federated(Box<str>),
    /// A user or role that was not there when the policy was saved.
    Nobody,
    /// Someone who cannot be recognised: a canonical user, a malformed value, a principal of another partition.
    Unknown,
}

impl PrincipalElement {
    /// `None` for an element that cannot be decided: an empty list, or a `NotPrincipal` that would let in somebody
    /// whom it means to keep out but cannot recognise.
    pub(crate) fn compile(element: &Written, effect: Effect, bindings: Bindings<'_>) -> Option<Self> {
        let named: Box<[Named]> = match &element.principals {
            Principals::Everyone(_) => Box::new([Named::Everyone]),
            Principals::Listed(entries) => entries.iter().map(|entry| Named::compile(entry, bindings)).collect(),
        };
        let admits_unknown = element.negated
            && effect == Effect::Allow
            && named.iter().any(|one| matches!(one, Named::Nobody | Named::Unknown));
        (!named.is_empty() && !admits_unknown).then_some(Self { negated: element.negated, named })
    }

    /// The strongest form in which an Allow statement names the caller.
    pub(crate) fn grant(&self, asked: &Asked<'_>) -> Option<Grant> {
        let strongest = self.named.iter().filter_map(|one| one.names(&asked.principal)).max();
        match (self.negated, strongest) {
            (false, strongest) => strongest,
            // Everyone else is let in, anonymous callers too.
            (true, None) => Some(Grant::Star),
            (true, Some(_)) => None,
        }
    }

    // INVARIANT (undecidable-denies): someone who cannot be recognised may be anyone.
    /// Whether a Deny statement speaks of the caller.
    pub(crate) fn denies(&self, asked: &Asked<'_>) -> bool {
        if self.negated {
            // "Not this principal" is true of whoever is not named in every one of their forms, and by AWS's rule of
            // whoever has a permissions boundary.
            asked.bounded || !self.exempts(&asked.principal)
        } else {
            self.named.iter().any(|one| matches!(one, Named::Unknown) || one.names(&asked.principal).is_some())
        }
    }

    /// Whether a `NotPrincipal` list names the caller in every form that AWS looks at.
    fn exempts(&self, caller: &Principal<'_>) -> bool {
        let has = |form: Grant| self.named.iter().any(|one| one.names(caller) == Some(form));
        if has(Grant::Star) {
            return true;
        }
        match caller {
            Principal::Root { .. } => has(Grant::Account),
            Principal::User { .. } => has(Grant::Entity),
            Principal::RoleSession { .. } | Principal::FederatedUser { .. } => {
                has(Grant::Account) && has(Grant::Entity) && has(Grant::Session)
            }
            Principal::Service { .. } => has(Grant::Service),
            Principal::Federated { .. } => has(Grant::Federated),
            Principal::Anonymous => false,
        }
    }
}

impl Named {
    fn compile(entry: &PrincipalEntry, bindings: Bindings<'_>) -> Self {
        let text = &*entry.value.value;
        match entry.kind {
            _ if !well_formed_principal(entry) => Self::Unknown,
            PrincipalKind::Aws => Self::compile_aws(text, bindings),
            PrincipalKind::Service => Self::Service(text.into()),
            PrincipalKind::Federated => Self::Federated(text.into()),
            PrincipalKind::CanonicalUser => Self::Unknown,
        }
    }

    fn compile_aws(text: &str, bindings: Bindings<'_>) -> Self {
        if text == "*" {
            return Self::Everyone;
        }
        if let Ok(account) = text.parse() {
            return Self::Account(account);
        }
        match (text.parse::<Arn>(), text.parse::<UniqueId>()) {
            (Ok(arn), _) => Self::compile_arn(&arn, bindings),
            (_, Ok(id)) => Self::EntityId(id),
            _ => Self::Unknown,
        }
    }

    fn compile_arn(arn: &Arn, bindings: Bindings<'_>) -> Self {
        match (arn.service(), bindings) {
            ("iam", _) if arn.resource() == "root" => arn.account_id().map_or(Self::Unknown, Self::Account),
            ("iam", Bindings::ByArn) => Self::EntityArn(arn.as_str().into()),
            ("iam", Bindings::ById(bound)) => bound(arn.as_str()).map_or(Self::Nobody, Self::EntityId),
            _ => Self::Session(arn.as_str().into()),
        }
    }

    /// The form in which this names the caller, if it does.
    fn names(&self, caller: &Principal<'_>) -> Option<Grant> {
        let (form, named) = match self {
            Self::Everyone => (Grant::Star, true),
            Self::Account(account) => (Grant::Account, caller.account() == Some(*account)),
            Self::EntityArn(arn) => (Grant::Entity, entity_arn(caller) == Some(arn)),
            Self::EntityId(id) => (Grant::Entity, entity_id(caller) == Some(id)),
            Self::Session(arn) => (Grant::Session, session_arn(caller) == Some(arn)),
            Self::Service(service) => {
                (Grant::Service, matches!(caller, Principal::Service { name } if **service == **name))
            }
            Self::Federated(trusted) => {
                (Grant::Federated, matches!(caller, Principal::Federated { provider } if **trusted == **provider))
            }
            Self::Nobody | Self::Unknown => return None,
        };
        named.then_some(form)
    }
}

pub(crate) fn entity_arn<'a>(caller: &Principal<'a>) -> Option<&'a str> {
    match caller {
        Principal::User { arn, .. } => Some(arn),
        Principal::RoleSession { role_arn, .. } => Some(role_arn),
        Principal::FederatedUser { issuer_arn, .. } => Some(issuer_arn),
        _ => None,
    }
}

fn entity_id<'a>(caller: &Principal<'a>) -> Option<&'a UniqueId> {
    match caller {
        Principal::User { id, .. } => *id,
        Principal::RoleSession { role_id, .. } => *role_id,
        Principal::FederatedUser { issuer_id, .. } => *issuer_id,
        _ => None,
    }
}

fn session_arn<'a>(caller: &Principal<'a>) -> Option<&'a str> {
    match caller {
        Principal::RoleSession { session_arn, .. } => Some(session_arn),
        Principal::FederatedUser { arn, .. } => Some(arn),
        _ => None,
    }
}
