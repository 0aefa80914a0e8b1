//! The order of evaluation.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::arn::{Arn, is_account};
use crate::caller::Caller;
use crate::case::Case;
use crate::principal::Form;
use crate::statement::{Side, allows, denies, grant};

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Decision {
    /// It may go on.
    Allowed,
    /// Nothing allows it, or something that would have to allow it does not.
    ImplicitDeny,
    /// A Deny statement holds.
    ExplicitDeny,
}

/// The types of policies, by the names that the engine gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's terms")]
pub enum PolicyType {
    IdentityBased,
    ResourceBased,
    PermissionsBoundary,
    SessionPolicy,
    ServiceControl,
    ResourceControl,
    VpcEndpoint,
    RoleTrust,
}

use PolicyType::{
    IdentityBased, PermissionsBoundary, ResourceBased, ResourceControl, RoleTrust, ServiceControl, SessionPolicy,
    VpcEndpoint,
};

/// A decision and the type of the policy that brings it about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outcome {
    /// The decision.
    pub decision: Decision,
    /// The type of the policy that allows, denies, or fails to allow; `None` where no policy is needed.
    pub by: Option<PolicyType>,
}

fn allowed(by: PolicyType) -> Outcome {
    Outcome { decision: Decision::Allowed, by: Some(by) }
}

fn denied(by: PolicyType) -> Outcome {
    Outcome { decision: Decision::ImplicitDeny, by: Some(by) }
}

const NO_POLICY_NEEDED: Outcome = Outcome { decision: Decision::Allowed, by: None };

/// Decides one case.
pub fn evaluate(case: &Case) -> Outcome {
    let policies = &case.policies;
    let caller = &case.principal;
    let is_signed = !matches!(caller, Caller::Anonymous | Caller::Federated { .. });
    if case.action.eq_ignore_ascii_case("sts:GetCallerIdentity") && is_signed {
        return NO_POLICY_NEEDED;
    }

    let scps = policies.scps.as_ref().filter(|_| bound_by_scps(caller)).map_or(&[][..], Vec::as_slice);
    let rcps = policies.rcps.as_ref().filter(|_| bound_by_rcps(case)).map_or(&[][..], Vec::as_slice);
    let of_resource = if policies.trust_required && is_vendor(case, "sts") { RoleTrust } else { ResourceBased };

    // 1. An explicit Deny anywhere.
    let rcp_documents: Vec<&Value> = rcps.iter().flatten().collect();
    let scp_documents: Vec<&Value> = scps.iter().flatten().collect();
    let denying = [
        (ResourceControl, Side::Resource, rcp_documents),
        (ServiceControl, Side::Caller, scp_documents),
        (of_resource, Side::Resource, policies.resource.iter().collect()),
        (IdentityBased, Side::Caller, policies.identity.iter().collect()),
        (PermissionsBoundary, Side::Caller, policies.boundary.iter().flatten().collect()),
        (SessionPolicy, Side::Caller, policies.session.iter().flatten().collect()),
        (VpcEndpoint, Side::Resource, policies.endpoint.iter().flatten().collect()),
    ];
    for (by, side, documents) in denying {
        if documents.into_iter().any(|document| denies(document, side, case)) {
            return Outcome { decision: Decision::ExplicitDeny, by: Some(by) };
        }
    }

    // 2. Guard rails: every level must allow, and the endpoint.
    let some_allow = |documents: &[Value], side| documents.iter().any(|document| allows(document, side, case));
    if rcps.iter().any(|level| !some_allow(level, Side::Resource)) {
        return denied(ResourceControl);
    }
    if scps.iter().any(|level| !some_allow(level, Side::Caller)) {
        return denied(ServiceControl);
    }
    if policies.endpoint.as_ref().is_some_and(|documents| !some_allow(documents, Side::Resource)) {
        return denied(VpcEndpoint);
    }

    // 3. Grants.
    let form = policies.resource.as_ref().and_then(|document| grant(document, case));
    let decided_by_resource = |lets_in: bool| {
        if lets_in { allowed(of_resource) } else { denied(of_resource) }
    };
    match caller {
        Caller::Anonymous => decided_by_resource(form == Some(Form::Star)),
        Caller::Service { .. } => decided_by_resource(matches!(form, Some(Form::Service | Form::Star))),
        Caller::Federated { .. } => decided_by_resource(form == Some(Form::Federated)),
        Caller::Root { account }
        | Caller::User { account, .. }
        | Caller::RoleSession { account, .. }
        | Caller::FederatedUser { account, .. } => of_account(case, account, form, of_resource),
    }
}

/// A caller who belongs to an account.
fn of_account(case: &Case, account: &str, form: Option<Form>, of_resource: PolicyType) -> Outcome {
    let policies = &case.policies;
    let some_allow = |documents: &[Value]| documents.iter().any(|document| allows(document, Side::Caller, case));
    let is_root = matches!(case.principal, Caller::Root { .. });
    let is_federated = matches!(case.principal, Caller::FederatedUser { .. });
    let identity_allows = is_root || some_allow(&policies.identity);
    let boundary_allows = policies.boundary.as_ref().is_none_or(|documents| some_allow(documents));
    // A federated user has only what was passed on to it.
    let session_allows = policies.session.as_ref().map_or(!is_federated, |documents| some_allow(documents));
    let own_limit = if !boundary_allows {
        Some(PermissionsBoundary)
    } else if !session_allows {
        Some(SessionPolicy)
    } else {
        None
    };
    let own_policies = || match (identity_allows, own_limit) {
        (false, _) => denied(IdentityBased),
        (true, Some(limit)) => denied(limit),
        (true, None) if is_root => form.map_or(NO_POLICY_NEEDED, |_| allowed(of_resource)),
        (true, None) => allowed(IdentityBased),
    };

    if owner(case).is_some_and(|owner| owner != account) {
        // Both accounts have to allow.
        return if form.is_none() { denied(of_resource) } else { own_policies() };
    }
    match (form, &case.principal) {
        (Some(Form::Session | Form::Star), _) | (Some(Form::Entity), Caller::User { .. }) => allowed(of_resource),
        (Some(Form::Entity), _) => own_limit.map_or(allowed(of_resource), denied),
        (None, _) if policies.trust_required => denied(of_resource),
        _ => own_policies(),
    }
}

/// The account of the resource, where it is known.
fn owner(case: &Case) -> Option<&str> {
    let in_arn = || Arn::read(&case.resource).map(|arn| arn.account).filter(|account| is_account(account));
    case.resource_account.as_deref().or_else(in_arn)
}

/// Service control policies bind whoever belongs to an account, but for roles that are linked to a service.
fn bound_by_scps(caller: &Caller) -> bool {
    caller.account().is_some() && !is_service_linked(caller)
}

/// Resource control policies bind all others too, but for a few calls.
fn bound_by_rcps(case: &Case) -> bool {
    let of_service_linked_role =
        Arn::read(&case.resource).is_some_and(|arn| arn.resource.starts_with("role/aws-service-role/"));
    let assumes_service_linked_role = is_vendor(case, "sts") && of_service_linked_role;
    let is_outside = is_service_linked(&case.principal)
        || case.action.eq_ignore_ascii_case("kms:RetireGrant")
        || assumes_service_linked_role;
    !is_outside
}

fn is_service_linked(caller: &Caller) -> bool {
    matches!(caller, Caller::RoleSession { service_linked: true, .. })
}

fn is_vendor(case: &Case, vendor: &str) -> bool {
    case.action.split_once(':').is_some_and(|(asked, _)| asked.eq_ignore_ascii_case(vendor))
}
