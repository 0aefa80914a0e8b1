//! `iam:DeleteRolePermissionsBoundary`, `iam:DeleteUserPermissionsBoundary`: an end to a boundary. Without one, nothing changes.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html>

use rolecall_model::{RoleName, UserName};

use super::{Bounded, OnHolder, modifiable, on_holders};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::operation::Nothing;
use crate::pipeline::Authorized;

on_holders! {
    DeleteRolePermissionsBoundary { role_name: RoleName } for Role + UNMODIFIABLE_ENTITY,
    DeleteUserPermissionsBoundary { user_name: UserName } for User;
    input: {},
    output: Nothing,
    spec: writes [NO_SUCH_ENTITY, SERVICE_FAILURE],
    run: delete,
}

fn delete<O: OnHolder<Holder: Bounded>>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
) -> Result<Nothing, Fault> {
    let mut holder = modifiable(operation, directory)?;
    *holder.boundary_mut() = None;
    directory.put(holder);
    Ok(Nothing)
}
