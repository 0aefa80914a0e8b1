//! Which policies of organizations bind a caller.
//!
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>

use crate::asked::Asked;
use crate::explain::{Reason, Standing};
use crate::request::Principal;
use crate::sets::{PolicySet, PolicySets};

/// The levels of an organization's policies, or why there are none to ask.
pub(super) type Levels<'a> = Result<&'a [&'a PolicySet], Standing<'a>>;

/// The service control policies that bind the caller.
pub(super) fn binding_scps<'a>(policies: &PolicySets<'a>, asked: &Asked<'_>) -> Levels<'a> {
    binding(policies.scps, outside_scps(asked))
}

/// The resource control policies that bind the caller and the call.
pub(super) fn binding_rcps<'a>(policies: &PolicySets<'a>, asked: &Asked<'_>) -> Levels<'a> {
    binding(policies.rcps, outside_rcps(asked))
}

fn binding<'a>(given: Option<&'a [&'a PolicySet]>, outside: Option<Reason>) -> Levels<'a> {
    match (given, outside) {
        (None | Some([]), _) => Err(Standing::Absent),
        (Some(_), Some(reason)) => Err(Standing::Exempt(reason)),
        (Some(levels), None) => Ok(levels),
    }
}

fn is_service_linked(asked: &Asked<'_>) -> bool {
    matches!(asked.principal, Principal::RoleSession { service_linked: true, .. })
}

/// Why service control policies never bind this caller.
fn outside_scps(asked: &Asked<'_>) -> Option<Reason> {
    if is_service_linked(asked) {
        return Some(Reason::ServiceLinkedRole);
    }
    asked.principal.account().is_none().then_some(Reason::CallerWithoutAccount)
}

/// Why resource control policies never bind this caller or this call.
fn outside_rcps(asked: &Asked<'_>) -> Option<Reason> {
    let assumes_service_linked_role = || {
        asked.vendor == "sts" && asked.resource.is_some_and(|arn| arn.resource().starts_with("role/aws-service-role/"))
    };
    if is_service_linked(asked) {
        Some(Reason::ServiceLinkedRole)
    } else if assumes_service_linked_role() {
        Some(Reason::AssumesServiceLinkedRole)
    } else {
        asked.is("kms", "retiregrant").then_some(Reason::RetiresGrant)
    }
}
