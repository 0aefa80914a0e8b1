//! `iam:PutRolePolicy`, `iam:PutUserPolicy`: an inline policy, new or in the place of the one of its name.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html>

use rolecall_model::{PolicyName, RoleName};
use rolecall_policy::document::size::counted_characters;

use super::{OnHolder, PolicyHolder, modifiable, on_holders};
use crate::directory::{PolicyDocument, Transaction};
use crate::fault::Fault;
use crate::iam::documents;
use crate::iam::error::IamError;
use crate::iam::shapes::{DocumentText, ExistingUserName};
use crate::operation::Nothing;
use crate::pipeline::Authorized;

on_holders! {
    PutRolePolicy { role_name: RoleName } for Role + UNMODIFIABLE_ENTITY,
    PutUserPolicy { user_name: ExistingUserName } for User;
    input: { policy_name: PolicyName, policy_document: DocumentText },
    output: Nothing,
    spec: writes [LIMIT_EXCEEDED, MALFORMED_POLICY_DOCUMENT, NO_SUCH_ENTITY, SERVICE_FAILURE],
    run: |operation, directory| put(operation, directory, policy_name, policy_document),
}

fn put<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
    name: &PolicyName,
    text: &DocumentText,
) -> Result<Nothing, Fault> {
    let mut holder = modifiable(operation, directory)?;
    holder.inline_mut().insert(name.clone(), documents::permissions(text)?);
    check_size(&holder)?;
    directory.put(holder);
    Ok(Nothing)
}

/// The limit is on all inline policies of a holder together.
fn check_size<H: PolicyHolder>(holder: &H) -> Result<(), IamError> {
    let limit = H::KIND.inline_characters;
    let size: usize = holder.inline().values().map(PolicyDocument::text).map(counted_characters).sum();
    if size <= limit {
        return Ok(());
    }
    Err(IamError::InlineQuotaExceeded { limit, noun: H::KIND.noun, name: holder.name().to_owned() })
}
