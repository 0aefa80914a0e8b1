//! `iam:DetachRolePolicy`, `iam:DetachUserPolicy`: a managed policy off a holder.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html>

use rolecall_model::{Arn, RoleName, UserName};

use super::{OnHolder, PolicyHolder, modifiable, on_holders};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error::IamError;
use crate::iam::shapes::ArnText;
use crate::operation::Nothing;
use crate::pipeline::Authorized;

on_holders! {
    DetachRolePolicy { role_name: RoleName } for Role + UNMODIFIABLE_ENTITY,
    DetachUserPolicy { user_name: UserName } for User;
    input: { policy_arn: ArnText },
    output: Nothing,
    spec: writes [INVALID_INPUT, LIMIT_EXCEEDED, NO_SUCH_ENTITY, SERVICE_FAILURE],
    access: |access| access.key("iam:PolicyARN", policy_arn.as_str()),
    run: |operation, directory| detach(operation, directory, policy_arn),
}

fn detach<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
    text: &ArnText,
) -> Result<Nothing, Fault> {
    let arn: Arn = text.as_str().parse().map_err(|_| IamError::InvalidArn { arn: text.to_string() })?;
    let mut holder = modifiable(operation, directory)?;
    if !holder.attached().contains(&arn) {
        return Err(IamError::PolicyNotFound { arn: text.to_string() }.into());
    }
    holder.attached_mut().retain(|attached| *attached != arn);
    directory.put(holder);
    Ok(Nothing)
}
