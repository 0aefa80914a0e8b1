//! `iam:ListRolePolicies`, `iam:ListUserPolicies`: the names of the inline policies.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html>

use rolecall_derive::Output;
use rolecall_model::{PolicyName, RoleName};

use super::{OnHolder, PolicyHolder, named, on_holders};
use crate::directory::Snapshot;
use crate::fault::Fault;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{ExistingUserName, Marker, MaxItems};
use crate::pipeline::Authorized;

on_holders! {
    ListRolePolicies { role_name: RoleName } for Role,
    ListUserPolicies { user_name: ExistingUserName } for User;
    input: { marker: Option<Marker>, max_items: Option<MaxItems> },
    output: NamePage,
    spec: reads [NO_SUCH_ENTITY, SERVICE_FAILURE],
    run: |operation, directory| list(operation, directory, Wanted { marker: marker.as_ref(), max_items: *max_items }),
}

#[derive(Output)]
pub(super) struct NamePage {
    policy_names: Vec<PolicyName>,
    is_truncated: bool,
    marker: Option<String>,
}

fn list<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &Snapshot,
    wanted: Wanted<'_>,
) -> Result<NamePage, Fault> {
    let holder = named(operation, directory)?;
    let page = wanted.of_sorted(holder.inline().keys().cloned(), ToString::to_string)?;
    Ok(NamePage { policy_names: page.items, is_truncated: page.marker.is_some(), marker: page.marker })
}
