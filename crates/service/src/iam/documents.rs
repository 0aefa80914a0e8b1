//! Policy documents on their way in: validated, measured, and bound to the principals that they name.

use rolecall_model::{AccountId, Arn, iam};
use rolecall_policy::document::ast::PrincipalKind;
use rolecall_policy::document::size::{MANAGED_POLICY, TRUST_POLICY, counted_characters};
use rolecall_policy::document::{self, PolicyKind, validate};

use super::error::IamError;
use super::shapes::{ArnText, DocumentText};
use crate::directory::{BoundDocument, PolicyDocument, Snapshot};
use crate::principals::{bindings, present};

/// A permissions policy. Its size is for the caller to measure, because it counts differently for each holder.
pub(super) fn permissions(text: &DocumentText) -> Result<PolicyDocument, IamError> {
    validate(text.as_str(), PolicyKind::Identity).map_err(|invalid| malformed(&invalid))?;
    Ok(PolicyDocument::new(text.as_str()))
}

/// The document of a managed policy.
pub(super) fn managed(text: &DocumentText) -> Result<PolicyDocument, IamError> {
    let document = permissions(text)?;
    if counted_characters(document.text()) > MANAGED_POLICY {
        return Err(IamError::QuotaExceeded { name: "PolicySize", limit: MANAGED_POLICY });
    }
    Ok(document)
}

/// A trust policy: the users and roles that it names must exist, and are bound to their unique ids. Accounts named by their
/// id are saved as their root ARN, which means the same.
pub(crate) fn trust(text: &str, snapshot: &Snapshot) -> Result<BoundDocument, IamError> {
    let document = validate(text, PolicyKind::Trust).map_err(|invalid| malformed(&invalid))?;
    if counted_characters(text) > TRUST_POLICY {
        return Err(IamError::QuotaExceeded { name: "ACLSizePerRole", limit: TRUST_POLICY });
    }
    let bindings = bindings(&document, snapshot)
        .map_err(|missing| IamError::MalformedPolicy { reason: format!("Invalid principal in policy: {missing}") })?;
    let saved = document::replace_principals(text, &document, &|kind, value| {
        let account: AccountId = value.parse().ok()?;
        (kind == PrincipalKind::Aws).then(|| iam::root(account).to_string())
    });
    Ok(BoundDocument::new(saved, bindings))
}

/// The text of a trust policy as it reads now.
pub(super) fn render(trust: &BoundDocument, snapshot: &Snapshot) -> String {
    trust.render(&|named, id| present(named, id, snapshot))
}

/// The ARN of a policy that is to be a permissions boundary in `account`.
pub(super) fn boundary(text: &ArnText, account: AccountId, snapshot: &Snapshot) -> Result<Arn, IamError> {
    let arn: Arn = text.as_str().parse().map_err(|_| IamError::InvalidBoundaryArn { arn: text.to_string() })?;
    attachable(&arn, account, snapshot, || IamError::BoundaryNotFound { arn: text.to_string() })?;
    Ok(arn)
}

/// Fails unless `account` may attach the policy. Those that AWS keeps for service-linked roles cannot be attached to any other.
pub(super) fn attachable(
    arn: &Arn,
    account: AccountId,
    snapshot: &Snapshot,
    missing: impl FnOnce() -> IamError,
) -> Result<(), IamError> {
    let policy = snapshot.usable_policy(account, arn).ok_or_else(missing)?;
    let of_service = arn.account() == "aws" && policy.path.as_str().starts_with("/aws-service-role/");
    if of_service { Err(IamError::ServicePolicy) } else { Ok(()) }
}

fn malformed(invalid: &document::InvalidPolicy) -> IamError {
    IamError::MalformedPolicy { reason: invalid.to_string() }
}
