//! Policy documents on their way in: validated, measured, and bound to the principals that they name.

use std::collections::BTreeMap;

use rolecall_model::{AccountId, Arn, UniqueId, iam};
use rolecall_policy::document::ast::{PrincipalKind, Principals};
use rolecall_policy::document::size::{MANAGED_POLICY, TRUST_POLICY, counted_characters};
use rolecall_policy::document::{self, PolicyKind, validate};

use super::error::IamError;
use super::shapes::{ArnText, DocumentText};
use crate::directory::{PolicyDocument, Snapshot, TrustDocument};

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
pub(crate) fn trust(text: &str, snapshot: &Snapshot) -> Result<TrustDocument, IamError> {
    let document = validate(text, PolicyKind::Trust).map_err(|invalid| malformed(&invalid))?;
    if counted_characters(text) > TRUST_POLICY {
        return Err(IamError::QuotaExceeded { name: "ACLSizePerRole", limit: TRUST_POLICY });
    }
    let mut bindings = BTreeMap::new();
    for value in aws_principals(&document) {
        if let Some(id) = bind(value, snapshot)? {
            bindings.insert(value.into(), id);
        }
    }
    let saved = document::replace_principals(text, &document, &|kind, value| {
        let account: AccountId = value.parse().ok()?;
        (kind == PrincipalKind::Aws).then(|| iam::root(account).to_string())
    });
    Ok(TrustDocument::new(saved, bindings))
}

fn aws_principals(document: &document::ast::Document) -> impl Iterator<Item = &str> {
    let elements = document.statements.iter().filter_map(|statement| statement.principal.as_ref());
    elements
        .filter_map(|element| match &element.principals {
            Principals::Everyone(_) => None,
            Principals::Listed(entries) => Some(entries),
        })
        .flatten()
        .filter(|entry| entry.kind == PrincipalKind::Aws)
        .map(|entry| &*entry.value.value)
}

/// The unique id of the user or role that a principal names; `None` for accounts, sessions and everyone.
fn bind(value: &str, snapshot: &Snapshot) -> Result<Option<UniqueId>, IamError> {
    let missing = || IamError::MalformedPolicy { reason: format!("Invalid principal in policy: \"AWS\":\"{value}\"") };
    if let Ok(arn) = value.parse::<Arn>() {
        let named = arn.of("iam", "user/").is_some() || arn.of("iam", "role/").is_some();
        return if named { snapshot.id_of(&arn).map(Some).ok_or_else(missing) } else { Ok(None) };
    }
    match value.parse::<UniqueId>() {
        Ok(id) if snapshot.accounts().any(|account| snapshot.arn_of(account, &id).is_some()) => Ok(None),
        Ok(_) => Err(missing()),
        // `*` and account ids, which validation let through.
        Err(_) => Ok(None),
    }
}

/// The text of a trust policy as it reads now.
pub(super) fn render(trust: &TrustDocument, snapshot: &Snapshot) -> String {
    trust.render(&|named, id| {
        // Users and roles never change their account.
        let account = named.parse::<Arn>().ok()?.account_id()?;
        Some(snapshot.arn_of(account, id)?.to_string())
    })
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
