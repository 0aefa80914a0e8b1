//! `iam:PutRolePermissionsBoundary`, `iam:PutUserPermissionsBoundary`: the managed policy beyond which nothing else can allow.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html>

use rolecall_model::{RoleName, UserName};

use super::{Bounded, OnHolder, modifiable, on_holders};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::documents;
use crate::iam::shapes::ArnText;
use crate::operation::Nothing;
use crate::pipeline::Authorized;

on_holders! {
    PutRolePermissionsBoundary { role_name: RoleName } for Role + UNMODIFIABLE_ENTITY,
    PutUserPermissionsBoundary { user_name: UserName } for User;
    input: { permissions_boundary: ArnText },
    output: Nothing,
    spec: writes [INVALID_INPUT, NO_SUCH_ENTITY, POLICY_NOT_ATTACHABLE, SERVICE_FAILURE],
    access: |access| access.boundary(Some(permissions_boundary.as_str())),
    run: |operation, directory| put(operation, directory, permissions_boundary),
}

fn put<O: OnHolder<Holder: Bounded>>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
    arn: &ArnText,
) -> Result<Nothing, Fault> {
    let mut holder = modifiable(operation, directory)?;
    *holder.boundary_mut() = Some(documents::boundary(arn, operation.scene().account(), directory)?);
    directory.put(holder);
    Ok(Nothing)
}
