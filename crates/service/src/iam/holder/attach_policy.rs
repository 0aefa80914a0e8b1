//! `iam:AttachRolePolicy`, `iam:AttachUserPolicy`: a managed policy on a holder. To attach it again changes nothing.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html>

use rolecall_model::{Arn, RoleName, UserName};

use super::{OnHolder, PolicyHolder, modifiable, on_holders};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::documents;
use crate::iam::error::IamError;
use crate::iam::shapes::ArnText;
use crate::operation::Nothing;
use crate::pipeline::Authorized;

on_holders! {
    AttachRolePolicy { role_name: RoleName } for Role + UNMODIFIABLE_ENTITY,
    AttachUserPolicy { user_name: UserName } for User;
    input: { policy_arn: ArnText },
    output: Nothing,
    spec: writes [INVALID_INPUT, LIMIT_EXCEEDED, NO_SUCH_ENTITY, POLICY_NOT_ATTACHABLE, SERVICE_FAILURE],
    access: |access| access.key("iam:PolicyARN", policy_arn.as_str()),
    run: |operation, directory| attach(operation, directory, policy_arn),
}

fn attach<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
    text: &ArnText,
) -> Result<Nothing, Fault> {
    let arn: Arn = text.as_str().parse().map_err(|_| IamError::InvalidArn { arn: text.to_string() })?;
    let mut holder = modifiable(operation, directory)?;
    let missing = || IamError::NotAttachable { arn: text.to_string() };
    documents::attachable(&arn, operation.scene().account(), directory, missing)?;
    if holder.attached().contains(&arn) {
        return Ok(Nothing);
    }
    let (name, limit) = O::Holder::KIND.attached_quota;
    let limit = limit(&operation.scene().server.quotas);
    if holder.attached().len() >= limit {
        return Err(IamError::QuotaExceeded { name, limit }.into());
    }
    holder.attached_mut().push(arn);
    directory.put(holder);
    Ok(Nothing)
}
