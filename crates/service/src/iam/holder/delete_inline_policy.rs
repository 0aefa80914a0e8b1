//! `iam:DeleteRolePolicy`, `iam:DeleteUserPolicy`: an end to an inline policy.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html>

use rolecall_model::{PolicyName, RoleName};

use super::{OnHolder, PolicyHolder, modifiable, on_holders};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error::IamError;
use crate::iam::shapes::ExistingUserName;
use crate::operation::Nothing;
use crate::pipeline::Authorized;

on_holders! {
    DeleteRolePolicy { role_name: RoleName } for Role + UNMODIFIABLE_ENTITY,
    DeleteUserPolicy { user_name: ExistingUserName } for User;
    input: { policy_name: PolicyName },
    output: Nothing,
    spec: writes [LIMIT_EXCEEDED, NO_SUCH_ENTITY, SERVICE_FAILURE],
    run: |operation, directory| delete(operation, directory, policy_name),
}

fn delete<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
    name: &PolicyName,
) -> Result<Nothing, Fault> {
    let mut holder = modifiable(operation, directory)?;
    if holder.inline_mut().remove(name).is_none() {
        return Err(IamError::InlinePolicyNotFound { noun: O::Holder::KIND.noun, name: name.to_string() }.into());
    }
    directory.put(holder);
    Ok(Nothing)
}
