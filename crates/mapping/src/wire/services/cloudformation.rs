//! AWS CloudFormation: what a stack makes is made with its role's permissions.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html>

use super::{Service, Then, refuse, service};
use crate::Unmapped;
use crate::wire::wanted::{Wanted, action};
use crate::wire::{Call, arn};

pub(super) const SERVICE: Service = Service {
    principal: "cloudformation.amazonaws.com",
    fills: &[("StackName", &["StackName"]), ("StackSetName", &["StackSetName"])],
    // Requests do not tell the last part of the ARN of a stack that they name by its name.
    unknown: &["Id"],
    making: &["CreateStack", "CreateStackSet"],
    keys: &[("cloudformation:TargetRegion", "Regions")],
    special,
    ..service("cloudformation", "cloudformation")
};

/// Operations that say with whose permissions the resources of a template are made. Without a role AWS takes the stack's role or the
/// caller's own permissions for each resource, which nobody asks about here.
const NEEDING_ROLE: &[(&str, &str)] = &[
    ("CreateChangeSet", "RoleARN"),
    ("CreateStack", "RoleARN"),
    ("CreateStackSet", "AdministrationRoleARN"),
    ("UpdateStack", "RoleARN"),
    ("UpdateStackSet", "AdministrationRoleARN"),
];

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    for (operation, member) in NEEDING_ROLE {
        if *operation == call.operation && call.members.text(member)?.is_none_or(str::is_empty) {
            return refuse(
                operation,
                "without a service role the stack would act with permissions that nobody asked about",
            );
        }
    }
    if call.operation == "CreateStack" && call.members.get("Tags").is_some() {
        for (_, resource) in arn::resources(call, action("cloudformation", "CreateStack")?)? {
            wanted.want_named("cloudformation", "TagResource", resource)?;
        }
    }
    Ok(Then::ByFacts)
}
