//! `iam:TagRole`, `iam:TagUser`: tags set on a holder; one whose key differs only in case is replaced.
//!
//! Roles of AWS services can be tagged: the service model has no error for them.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html>

use rolecall_model::{RoleName, Tag};

use super::{OnHolder, PolicyHolder, Taggable, named, on_holders};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::shapes::ExistingUserName;
use crate::iam::tags::{self, TagList};
use crate::operation::Nothing;
use crate::pipeline::Authorized;

on_holders! {
    TagRole { role_name: RoleName } for Role,
    TagUser { user_name: ExistingUserName } for User;
    input: { tags: TagList },
    output: Nothing,
    spec: writes [CONCURRENT_MODIFICATION, INVALID_INPUT, LIMIT_EXCEEDED, NO_SUCH_ENTITY, SERVICE_FAILURE],
    access: |access| access.request_tags(tags.as_slice()),
    run: |operation, directory| tag(operation, directory, tags.as_slice()),
}

fn tag<O: OnHolder<Holder: Taggable>>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
    tags: &[Tag],
) -> Result<Nothing, Fault> {
    let mut holder = O::Holder::clone(named(operation, directory)?);
    *holder.tags_mut() = tags::merged(holder.tags(), tags, operation.scene().server.quotas.tags)?;
    directory.put(holder);
    Ok(Nothing)
}
