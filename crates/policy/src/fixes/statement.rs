//! The statement that allows one request and nothing else.

use super::candidates::is_literal;
use crate::decision::PolicyType;
use crate::document::write_string;
use crate::principal::entity_arn;
use crate::request::{Principal, Request};

/// The statement as JSON, for a policy of this type. `None` where none says just that: for callers who have no name of their own, and for what a
/// document would take for a pattern.
pub(super) fn allowing(request: &Request<'_>, policy_type: PolicyType) -> Option<String> {
    let Request { action, resource, .. } = *request;
    if !is_literal(action) || (resource != "*" && !is_literal(resource)) {
        return None;
    }
    let mut members = vec![("Effect", string("Allow"))];
    match policy_type {
        PolicyType::ResourceBased | PolicyType::RoleTrust | PolicyType::VpcEndpoint => {
            let (kind, name) = name(&request.principal)?;
            members.push(("Principal", format!("{{{}:{}}}", string(kind), string(&name))));
        }
        // Customers' own only deny.
        PolicyType::ResourceControl => return None,
        PolicyType::IdentityBased
        | PolicyType::PermissionsBoundary
        | PolicyType::SessionPolicy
        | PolicyType::ServiceControl => {}
    }
    members.push(("Action", string(action)));
    if policy_type != PolicyType::RoleTrust {
        members.push(("Resource", string(resource)));
    }
    let members: Vec<_> = members.into_iter().map(|(name, value)| format!("{}:{value}", string(name))).collect();
    Some(format!("{{{}}}", members.join(",")))
}

/// The type and the name by which a policy names the caller and nobody else; for a session, its role.
pub(super) fn name(caller: &Principal<'_>) -> Option<(&'static str, String)> {
    match caller {
        Principal::Root { account } => Some(("AWS", format!("arn:aws:iam::{account}:root"))),
        Principal::Service { name } => Some(("Service", (*name).to_owned())),
        Principal::User { .. } | Principal::RoleSession { .. } | Principal::FederatedUser { .. } => {
            Some(("AWS", entity_arn(caller)?.to_owned()))
        }
        // A provider vouches for all the world: whom it is about, conditions have to say.
        Principal::Federated { .. } | Principal::Anonymous => None,
    }
}

fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_string(&mut out, text);
    out
}
