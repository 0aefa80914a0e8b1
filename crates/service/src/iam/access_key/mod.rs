//! Operations on access keys: those of a user, and the root user's own.

use std::sync::Arc;

use rolecall_model::AccessKeyId;

use super::error::IamError;
use super::owner::Owner;
use super::shapes::AccessKeyIdText;
use crate::directory::{AccessKey, Snapshot};
use crate::fault::Fault;
use crate::pipeline::Scene;

crate::spec::operations! {
    create_access_key: CreateAccessKey,
    delete_access_key: DeleteAccessKey,
    get_access_key_last_used: GetAccessKeyLastUsed,
    list_access_keys: ListAccessKeys,
    update_access_key: UpdateAccessKey,
}

/// The key of this id, if it is the owner's: whoever may change one user's keys may not change another's.
fn find<'d>(
    scene: &Scene<'_>,
    directory: &'d Snapshot,
    owner: &Owner<'_>,
    id: &AccessKeyIdText,
) -> Result<&'d Arc<AccessKey>, Fault> {
    let user = owner.user(scene, directory)?.map(|user| &user.id);
    let key = in_account(scene, directory, id).filter(|key| key.user.as_ref() == user);
    key.ok_or_else(|| IamError::AccessKeyNotFound { id: id.to_string() }.into())
}

/// The key of this id, whoever owns it in the caller's account.
fn in_account<'d>(scene: &Scene<'_>, directory: &'d Snapshot, id: &AccessKeyIdText) -> Option<&'d Arc<AccessKey>> {
    let id: AccessKeyId = id.as_str().parse().ok()?;
    directory.account(scene.account())?.access_keys.get(&id)
}
