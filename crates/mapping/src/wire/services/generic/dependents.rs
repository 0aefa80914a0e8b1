//! Further actions that the authorization facts say an action needs. On AWS other services ask for theirs themselves, with the
//! caller's permissions; an upstream may not.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table>

use rolecall_catalog::{AccessLevel, Action};

use super::keys::Offers;
use super::resources;
use super::tags::is_tagging;
use crate::Unmapped;
use crate::wire::Call;
use crate::wire::services::refuse;
use crate::wire::wanted::Wanted;

/// Words by which members speak of what another service has, where it is not the prefix of its actions.
const WORDS: &[(&str, &[&str])] = &[
    ("ec2", &["image", "instance", "networkinterface", "securitygroup", "snapshot", "subnet", "volume", "vpc"]),
    ("kms", &["kms"]),
    ("s3", &["bucket", "s3"]),
    ("secretsmanager", &["managemaster", "secret"]),
];

/// Actions of the same service that are needed only by requests with this member, as the documentation of the operations says.
const ONLY_WITH: &[(&str, &str)] = &[
    ("kms:PutKeyPolicy", "Policy"),
    ("rds:CreateDBClusterSnapshot", "FinalDBSnapshotIdentifier"),
    ("rds:CreateDBInstance", "DBClusterInstanceClass"),
    ("rds:CreateDBSnapshot", "FinalDBSnapshotIdentifier"),
    ("rds:CreateTenantDatabase", "MultiTenant"),
    ("rds:DeleteTenantDatabase", "MultiTenant"),
    ("states:PublishStateMachineVersion", "publish"),
];

/// Wants what an action of the same service needs besides, and refuses what acts on resources of another service.
pub(super) fn want(call: &Call<'_>, action: Action, offers: &Offers, wanted: &mut Wanted) -> Result<(), Unmapped> {
    for dependent in action.dependent_actions().filter(|dependent| matters(*dependent)) {
        let (prefix, name) = (dependent.service().prefix(), dependent.to_string());
        let only_with = ONLY_WITH.iter().find(|(own, _)| *own == name).map(|(_, member)| *member);
        if only_with.is_some_and(|member| call.members.get(member).is_none()) {
            continue;
        }
        if prefix == action.service().prefix() {
            for (kind, resource) in resources::of(call, dependent)? {
                wanted.push(offers.needed(dependent, kind, resource));
            }
        } else if prefix == "iam" || prefix == "organizations" || mentions(call, prefix) {
            refuse(call.operation, &format!("it also needs `{name}`, which is not asked about"))?;
        }
    }
    Ok(())
}

/// Whether an action does more than look at what there is. Roles and tags are asked about elsewhere.
fn matters(dependent: Action) -> bool {
    let name = dependent.to_string();
    let is_elsewhere = matches!(name.as_str(), "iam:PassRole" | "iam:CreateServiceLinkedRole") || is_tagging(dependent);
    let looks = dependent.access_level() == AccessLevel::List
        || ["Describe", "List"].iter().any(|verb| dependent.name().starts_with(verb))
        || dependent.service().prefix() == "organizations" && dependent.access_level() == AccessLevel::Read
        || dependent.service().prefix() == "iam" && dependent.access_level() == AccessLevel::Read;
    !is_elsewhere && !looks
}

/// Whether the request speaks of another service: by the name of a member, or by an ARN.
fn mentions(call: &Call<'_>, prefix: &str) -> bool {
    let own = [prefix];
    let words = WORDS.iter().find(|(service, _)| *service == prefix).map_or(own.as_slice(), |(_, words)| words);
    let mut found = false;
    call.members.each_name(&mut |name| {
        let name = name.to_ascii_lowercase();
        found |= words.iter().any(|word| name.contains(word));
    });
    let start = format!("arn:aws:{prefix}:");
    call.members.each_text("", &mut |_, text| found |= text.contains(&start));
    found
}
