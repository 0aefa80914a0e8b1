//! Amazon EC2: a launch is asked about everything that it makes and uses.
//!
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html>

mod launch;
mod members;
mod tags;

use rolecall_catalog::Action;

use super::{Service, Then, refuse, service};
use crate::keys::{Offer, taken_of};
use crate::resource::Resource;
use crate::wire::wanted::{Wanted, action};
use crate::wire::{Call, arn};
use crate::{InstanceProfile, Unmapped};

pub(super) const SERVICE: Service = Service {
    principals: &[("CreateFlowLogs", "vpc-flow-logs.amazonaws.com"), ("RequestSpotFleet", "spotfleet.amazonaws.com")],
    // What is made besides what the operation is called after.
    open: &[
        ("AllocateHosts", "dedicated-host"),
        ("CopyImage", "snapshot"),
        ("CreateFlowLogs", "vpc-flow-log"),
        ("CreateImage", "snapshot"),
        ("CreateManagedPrefixList", "prefix-list"),
        ("CreateVpcEndpointServiceConfiguration", "vpc-endpoint-service"),
        ("ImportImage", "import-image-task"),
        ("ImportSnapshot", "import-snapshot-task"),
    ],
    fills: &[
        ("KeyPairName", &["KeyName"]),
        ("NaclId", &["NetworkAclId"]),
        ("NetworkInterfaceId", &["NetworkInterfaceIds"]),
        ("PlacementGroupName", &["GroupName"]),
        ("SecurityGroupId", &["GroupId"]),
        ("VpcFlowLogId", &["FlowLogId"]),
    ],
    by_name: true,
    special,
    ..service("ec2", "ec2")
};

/// What uses a launch template, whose instance profile only the server knows.
const BY_TEMPLATE: &[&str] =
    &["LaunchTemplate", "LaunchTemplateConfig", "LaunchTemplateConfigs", "LaunchTemplateSpecification"];

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    if is_by_template(call) {
        return refuse(
            call.operation,
            "only the server knows what the launch template says, such as its instance profile",
        );
    }
    if call.members.get("RoleName").is_some() {
        return refuse(call.operation, "it names the role that it hands over without the path of the role");
    }
    wanted.offers.push(crate::keys::one("ec2:Region", call.seen.region));
    profiles(call, wanted)?;
    tags::want(call, wanted)?;
    match call.operation {
        "RunInstances" => launch::want(call, wanted),
        "CreateTags" | "DeleteTags" => tags::want_direct(call, wanted),
        operation => {
            let action = action("ec2", operation)?;
            members::check(call, action)?;
            members::want(call, wanted, action)?;
            by_facts(call, wanted, operation)
        }
    }
}

/// Whether a launch template is named anywhere in the request.
fn is_by_template(call: &Call<'_>) -> bool {
    let is_named = |name: &str| BY_TEMPLATE.iter().any(|member| name.eq_ignore_ascii_case(member));
    let mut found = call.members.entries().iter().any(|(name, _)| is_named(name));
    call.members.each_map("", &mut |name, _| found |= is_named(name));
    found
}

/// What is created has no ARN yet: `*` stands for its id, as AWS asks it.
fn by_facts(call: &Call<'_>, wanted: &mut Wanted, operation: &'static str) -> Result<Then, Unmapped> {
    let Some(created) = ["Create", "Allocate", "Copy", "Import"].iter().find_map(|verb| operation.strip_prefix(verb))
    else {
        return Ok(Then::ByFacts);
    };
    let action = action("ec2", operation)?;
    let plain = |name: &str| name.replace('-', "").to_ascii_lowercase();
    for resource in action.resources() {
        let kind = resource.resource_type();
        // `AllocateAddress` makes an `elastic-ip`.
        let is_created = plain(kind.name()) == plain(created) || (created, kind.name()) == ("Address", "elastic-ip");
        let mut arns = arn::fill(call, kind)?;
        if is_created && arns.is_empty() {
            arns.push(arn::open(call, kind).into());
        }
        if arns.is_empty() && resource.is_required() {
            let kind = kind.name();
            return Err(Unmapped::new(format!(
                "the request for `{operation}` does not name the {kind} that it is about"
            )));
        }
        for arn in arns {
            wanted.want_of(action, Some(kind.name()), arn);
        }
    }
    if wanted.needed.is_empty() {
        return Ok(Then::ByFacts);
    }
    Ok(Then::Done)
}

/// Wants an action on what is used besides. Ids that are keys in the request are those of others.
fn want_used(wanted: &mut Wanted, action: Action, kind: &str, resource: impl Into<Resource>) {
    let is_id = |name: &str| name.to_ascii_lowercase().ends_with("id");
    let offers: Vec<Offer> = wanted.offers.iter().filter(|(name, _)| !is_id(name)).cloned().collect();
    let needed = taken_of(action, Some(kind), &offers).needed(resource);
    wanted.push(needed);
}

/// Instance profiles anywhere in the request are passed; the caller of this crate knows the roles in them.
fn profiles(call: &Call<'_>, wanted: &mut Wanted) -> Result<(), Unmapped> {
    let mut found = Vec::new();
    call.members.each_map("", &mut |name, map| {
        if name.eq_ignore_ascii_case("IamInstanceProfile") {
            found.push(map);
        }
    });
    let mut is_text = false;
    call.members.each_text("", &mut |name, text| {
        is_text |= name.eq_ignore_ascii_case("IamInstanceProfile") && !text.is_empty();
    });
    if is_text {
        return Err(Unmapped::new("the instance profile is not named by either its ARN or its name"));
    }
    for profile in found {
        profile.check_case(&["Arn", "Name"])?;
        wanted.instance_profiles.push(match (profile.text("Arn")?, profile.text("Name")?) {
            (Some(arn), None) => InstanceProfile::Arn(arn.to_owned()),
            (None, Some(name)) => InstanceProfile::Name(name.to_owned()),
            _ => return Err(Unmapped::new("the instance profile is not named by either its ARN or its name")),
        });
    }
    Ok(())
}
