//! The caller as documents name one.

use rolecall_model::AccountId;

use crate::document::ast::PrincipalKind;
use crate::request::Principal;

/// The caller's ARN, the name of a service or a provider, or `anonymous`: as AWS's sentences have it.
pub(super) fn name(caller: &Principal<'_>) -> String {
    match caller {
        Principal::Root { account } => format!("arn:aws:iam::{account}:root"),
        Principal::User { arn, .. } | Principal::FederatedUser { arn, .. } => (*arn).to_owned(),
        Principal::RoleSession { session_arn, .. } => (*session_arn).to_owned(),
        Principal::Service { name } => (*name).to_owned(),
        Principal::Federated { provider } => (*provider).to_owned(),
        Principal::Anonymous => "anonymous".to_owned(),
    }
}

/// The forms in which a policy may name the caller, the most particular first, and the type of principal under which.
pub(super) fn forms(caller: &Principal<'_>) -> (PrincipalKind, Vec<String>) {
    let account = caller.account().as_ref().map(AccountId::to_string);
    let of_account = |forms: &[&str]| {
        let named = forms.iter().map(|form| (*form).to_owned());
        named.chain(account.clone()).collect()
    };
    match caller {
        Principal::Root { .. } => (PrincipalKind::Aws, [name(caller)].into_iter().chain(account).collect()),
        Principal::User { arn, .. } => (PrincipalKind::Aws, of_account(&[arn])),
        Principal::RoleSession { session_arn, role_arn, .. } => {
            (PrincipalKind::Aws, of_account(&[session_arn, role_arn]))
        }
        Principal::FederatedUser { arn, issuer_arn, .. } => (PrincipalKind::Aws, of_account(&[arn, issuer_arn])),
        Principal::Service { .. } => (PrincipalKind::Service, vec![name(caller)]),
        Principal::Federated { .. } => (PrincipalKind::Federated, vec![name(caller)]),
        Principal::Anonymous => (PrincipalKind::Aws, vec![name(caller)]),
    }
}
