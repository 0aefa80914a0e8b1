//! `iam:ListRoleTags`, `iam:ListUserTags`: the tags of a holder.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html>

use rolecall_derive::Output;
use rolecall_model::{RoleName, Tag};

use super::{OnHolder, PolicyHolder, Taggable, named, on_holders};
use crate::directory::Snapshot;
use crate::fault::Fault;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{ExistingUserName, Marker, MaxItems};
use crate::pipeline::Authorized;

on_holders! {
    ListRoleTags { role_name: RoleName } for Role,
    ListUserTags { user_name: ExistingUserName } for User;
    input: { marker: Option<Marker>, max_items: Option<MaxItems> },
    output: TagPage,
    spec: reads [NO_SUCH_ENTITY, SERVICE_FAILURE],
    run: |operation, directory| list(operation, directory, Wanted { marker: marker.as_ref(), max_items: *max_items }),
}

#[derive(Output)]
pub(super) struct TagPage {
    tags: Vec<Tag>,
    is_truncated: bool,
    marker: Option<String>,
}

fn list<O: OnHolder<Holder: Taggable>>(
    operation: &Authorized<'_, O>,
    directory: &Snapshot,
    wanted: Wanted<'_>,
) -> Result<TagPage, Fault> {
    let holder = named(operation, directory)?;
    let page = wanted.of_list(holder.tags().iter().cloned())?;
    Ok(TagPage { tags: page.items, is_truncated: page.marker.is_some(), marker: page.marker })
}
