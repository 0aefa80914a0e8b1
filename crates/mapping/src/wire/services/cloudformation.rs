//! AWS CloudFormation: what a stack makes is made with its role's permissions.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html>

use super::{Service, Then, refuse, service};
use crate::keys::one;
use crate::wire::member::Member;
use crate::wire::wanted::{Wanted, action};
use crate::wire::{Call, arn};
use crate::{Unmapped, Value};

pub(super) const SERVICE: Service = Service {
    principal: "cloudformation.amazonaws.com",
    fills: &[("StackName", &["StackName"]), ("StackSetName", &["StackSetName"])],
    // Requests do not tell the last part of the ARN of a stack that they name by its name.
    unknown: &["Id"],
    making: &["CreateStack", "CreateStackSet"],
    keys: &[("cloudformation:TargetRegion", "Regions")],
    untold: |call| match call.operation {
        // Whether the role of the administrator counts.
        "CreateStackSet" | "UpdateStackSet" => &["cloudformation:RoleArn"],
        "GetHookResult" | "ListAllHookResults" => &["cloudformation:TypeArn"],
        "ListHookResults" => &["cloudformation:ChangeSetName"],
        _ => &[],
    },
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
    check_names(call)?;
    let imported = call.members.structures("ResourcesToImport")?;
    if !imported.is_empty() {
        let kind = |resource: &Member| Ok(resource.text("ResourceType")?.map(str::to_owned));
        let kinds = imported.iter().map(kind).collect::<Result<Option<Vec<String>>, Unmapped>>()?;
        let kinds = kinds.ok_or_else(|| Unmapped::new("the type of a resource to import is not told"))?;
        wanted.offers.push(("cloudformation:ImportResourceTypes".into(), Value::Many(kinds)));
    }
    // What can have tags is told by the members of the operations.
    if call.members.get("Tags").is_some() {
        let offers = wanted.offers.clone();
        wanted.offers.push(one("cloudformation:CreateAction", call.operation));
        for (_, resource) in arn::resources(call, action("cloudformation", call.operation)?)? {
            wanted.want_named("cloudformation", "TagResource", resource)?;
        }
        wanted.offers = offers;
    }
    Ok(Then::ByFacts)
}

/// Refuses what could name another stack than `StackName` does, and stack sets that act with others' permissions.
fn check_names(call: &Call<'_>) -> Result<(), Unmapped> {
    let change_set = call.members.text("ChangeSetName")?;
    if change_set.is_some_and(|name| !arn::is_name("ChangeSetName", name)) {
        return Err(Unmapped::new("`ChangeSetName` is not a name: by its ARN a change set can be of another stack"));
    }
    if call.operation == "DescribeStackResources" && call.members.get("PhysicalResourceId").is_some() {
        return Err(Unmapped::new("`PhysicalResourceId` names a stack that only the server knows"));
    }
    if call.members.text("PermissionModel")?.is_some_and(|model| model != "SELF_MANAGED") {
        return Err(Unmapped::new("a stack set of the organization acts with permissions that nobody asked about"));
    }
    if call.operation == "CreateStackSet" && call.members.get("StackId").is_some() {
        return Err(Unmapped::new("`StackId` names a stack that is not asked about"));
    }
    Ok(())
}
