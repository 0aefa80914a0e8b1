//! `iam:ListAttachedRolePolicies`, `iam:ListAttachedUserPolicies`: the managed policies on a holder.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html>

use rolecall_derive::Output;
use rolecall_model::{Arn, RoleName, UserName};

use super::{OnHolder, PolicyHolder, named, on_holders};
use crate::directory::Snapshot;
use crate::fault::Fault;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{AttachedPolicy, Marker, MaxItems};
use crate::pipeline::Authorized;

rolecall_model::text! {
    /// The path that the policies of a list lie under: narrower than other path prefixes, it ends with `/`.
    pub(super) struct PolicyPathPrefix { MinLength(1), MaxLength(512), Pattern(&patterns::POLICY_PATH) }
}

on_holders! {
    ListAttachedRolePolicies { role_name: RoleName } for Role,
    ListAttachedUserPolicies { user_name: UserName } for User;
    input: { path_prefix: Option<PolicyPathPrefix>, marker: Option<Marker>, max_items: Option<MaxItems> },
    output: AttachedPage,
    spec: reads [INVALID_INPUT, NO_SUCH_ENTITY, SERVICE_FAILURE],
    run: |operation, directory| {
        let prefix = path_prefix.as_ref().map_or("/", PolicyPathPrefix::as_str);
        list(operation, directory, prefix, Wanted { marker: marker.as_ref(), max_items: *max_items })
    },
}

#[derive(Output)]
pub(super) struct AttachedPage {
    attached_policies: Vec<AttachedPolicy>,
    is_truncated: bool,
    marker: Option<String>,
}

fn list<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &Snapshot,
    prefix: &str,
    wanted: Wanted<'_>,
) -> Result<AttachedPage, Fault> {
    let holder = named(operation, directory)?;
    let page = wanted.of_list(holder.attached().iter().filter(|policy| lies_under(policy, prefix)))?;
    Ok(AttachedPage {
        attached_policies: page.items.into_iter().map(AttachedPolicy::of).collect(),
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}

/// A policy's name holds no `/`, so that what begins its ARN's resource like this lies under it.
fn lies_under(policy: &Arn, prefix: &str) -> bool {
    policy.resource().strip_prefix("policy").is_some_and(|place| place.starts_with(prefix))
}
