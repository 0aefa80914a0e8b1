//! Tags of EC2: set as resources are created, which needs `ec2:CreateTags` on them, or on resources by their ids.
//!
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html>

use rolecall_catalog::service;

use super::members;
use crate::Unmapped;
use crate::keys::{of_tags, one, taken};
use crate::wire::Call;
use crate::wire::keys::read_tags;
use crate::wire::member::Member;
use crate::wire::services::{Then, arn};
use crate::wire::wanted::{Wanted, action};

/// What members are called that say which tags something gets.
const SPECIFICATIONS: &[&str] =
    &["PoolTagSpecification", "TagSpecification", "TagSpecifications", "SpotFleetRequestConfig.TagSpecification"];

/// The tags of each type of resource that the request creates. Those in a launch template are set by who uses it.
fn specifications<'c>(call: &'c Call<'_>) -> Result<Vec<&'c Member>, Unmapped> {
    let mut is_within = false;
    call.members.each_name(&mut |name| is_within |= name.eq_ignore_ascii_case("TagSpecificationSet"));
    if is_within {
        return Err(Unmapped::new("the tags of the instances of a spot fleet are not mapped"));
    }
    if let Some(fleet) = call.members.get("SpotFleetRequestConfig") {
        fleet.check_case(&["TagSpecification"])?;
    }
    let mut found = Vec::new();
    for path in SPECIFICATIONS {
        found.extend(call.members.structures(path)?);
    }
    Ok(found)
}

/// Wants to tag what the request creates.
pub(super) fn want(call: &Call<'_>, wanted: &mut Wanted) -> Result<(), Unmapped> {
    let create = action("ec2", "CreateTags")?;
    let mut first: Option<Vec<(String, String)>> = None;
    for specification in specifications(call)? {
        specification.check_case(&["ResourceType", "Tag"])?;
        let kind = specification.text("ResourceType")?.unwrap_or_default();
        if service("ec2").and_then(|ec2| ec2.resource_type(kind)).is_none() {
            return Err(Unmapped::new("the tags are for a resource type that is not known"));
        }
        let tags = specification.get("Tag").map(read_tags).transpose()?.unwrap_or_default();
        // The action that creates is asked once for all that it creates, and could only be shown the tags of one.
        if first.as_ref().is_some_and(|first| *first != tags) {
            return Err(Unmapped::new("the tags of several resource types differ from each other"));
        }
        first = Some(tags.clone());
        let of_tags = of_tags("aws:RequestTag/", "aws:TagKeys", &tags);
        wanted.offers.retain(|(name, _)| !of_tags.iter().any(|(own, _)| own == name));
        wanted.offers.extend(of_tags.iter().cloned());
        let mut offers = of_tags;
        offers.push(one("ec2:CreateAction", call.operation));
        offers.push(one("ec2:Region", call.seen.region));
        wanted.push(taken(create, &offers).needed(arn(call, "ec2", &format!("{kind}/*"))));
    }
    Ok(())
}

/// `CreateTags` and `DeleteTags`, on resources of all types.
pub(super) fn want_direct(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    let ids = call.members.texts("ResourceId")?;
    if ids.is_empty() {
        return Err(Unmapped::new("the request names no resource to tag"));
    }
    for id in ids {
        let kind = members::kind_of(id);
        let kind = kind.ok_or_else(|| Unmapped::new("a resource to tag is of a type that is not mapped"))?;
        wanted.want_named("ec2", call.operation, members::arn_of(call, kind, id)?)?;
    }
    Ok(Then::Done)
}
