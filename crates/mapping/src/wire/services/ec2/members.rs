//! Members that name resources otherwise than by the variables of their ARNs.

use rolecall_catalog::Action;

use crate::Unmapped;
use crate::wire::Call;

/// Members that name a resource of a type by what its ARN does not have. Servers take some of them before the one that is in the ARN.
const OTHERWISE: &[(&str, &str)] = &[
    ("GroupId", "placement-group"),
    ("GroupName", "security-group"),
    ("KeyPairId", "key-pair"),
    ("LaunchTemplateName", "launch-template"),
    ("PublicIp", "elastic-ip"),
];

/// Operations in which such a member is the name of what is made.
const NAMED_AS_MADE: &[&str] = &["CreateLaunchTemplate", "CreateSecurityGroup"];

/// Refuses members that name a resource so that only the server knows which it is.
pub(super) fn check(call: &Call<'_>, action: Action) -> Result<(), Unmapped> {
    if NAMED_AS_MADE.contains(&call.operation) {
        return Ok(());
    }
    let is_about = |kind: &str| action.resources().any(|resource| resource.resource_type().name() == kind);
    match OTHERWISE.iter().find(|(member, kind)| call.members.get(member).is_some() && is_about(kind)) {
        Some((member, kind)) => Err(Unmapped::new(format!("only the server knows which {kind} `{member}` names"))),
        None => Ok(()),
    }
}
