//! Members that name resources otherwise than by the variables of their ARNs.

use rolecall_catalog::{Action, ActionResource, ResourceType};

use super::want_used;
use crate::Unmapped;
use crate::wire::Call;
use crate::wire::arn::{self, is_name};
use crate::wire::wanted::Wanted;

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

/// Members with the ids of resources that are used besides, and the types of those.
const USED: &[(&str, &str)] = &[
    ("SourceFpgaImageId", "fpga-image"),
    ("SourceImageId", "image"),
    ("SourceIpamPoolId", "ipam-pool"),
    ("SourceSnapshotId", "snapshot"),
];

/// Wants the action on what the request uses besides.
pub(super) fn want(call: &Call<'_>, wanted: &mut Wanted, action: Action) -> Result<(), Unmapped> {
    for member in ["SourceRegion", "DestinationRegion"] {
        if call.members.text(member)?.is_some_and(|region| region != call.seen.region) {
            return Err(Unmapped::new(format!("`{member}` names another region than the upstream's")));
        }
    }
    for (member, kind) in USED {
        let mut kinds = action.resources().map(ActionResource::resource_type);
        let Some(kind) = kinds.find(|own| own.name() == *kind) else { continue };
        for id in call.members.texts(member)? {
            want_used(wanted, action, kind.name(), arn_of(call, kind, id)?);
        }
    }
    Ok(())
}

/// The ARN of a resource of a type by its id.
fn arn_of(call: &Call<'_>, kind: ResourceType, id: &str) -> Result<String, Unmapped> {
    if !is_name("Id", id) {
        return Err(Unmapped::new(format!("the id of a {} has characters that are not mapped", kind.name())));
    }
    let any = arn::open(call, kind);
    Ok(format!("{}{id}", any.strip_suffix('*').unwrap_or(&any)))
}
