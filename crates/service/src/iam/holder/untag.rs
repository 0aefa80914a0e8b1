//! `iam:UntagRole`, `iam:UntagUser`: tags off a holder; keys that it does not have are ignored.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html>

use rolecall_model::{RoleName, TagKey};

use super::{OnHolder, Taggable, named, on_holders};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::shapes::ExistingUserName;
use crate::iam::tags::TagKeyList;
use crate::operation::Nothing;
use crate::pipeline::Authorized;

on_holders! {
    UntagRole { role_name: RoleName } for Role,
    UntagUser { user_name: ExistingUserName } for User;
    input: { tag_keys: TagKeyList },
    output: Nothing,
    spec: writes [CONCURRENT_MODIFICATION, NO_SUCH_ENTITY, SERVICE_FAILURE],
    access: |access| access.keys("aws:TagKeys", tag_keys.as_slice().iter().map(TagKey::as_str)),
    run: |operation, directory| untag(operation, directory, tag_keys.as_slice()),
}

fn untag<O: OnHolder<Holder: Taggable>>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
    keys: &[TagKey],
) -> Result<Nothing, Fault> {
    let mut holder = O::Holder::clone(named(operation, directory)?);
    for key in keys {
        holder.tags_mut().remove(key.as_str());
    }
    directory.put(holder);
    Ok(Nothing)
}
