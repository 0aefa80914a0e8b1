//! Users and roles that the policies of resources name: bound to their unique ids when a policy is saved, so that a recreated one
//! is somebody else.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use rolecall_model::{Arn, UniqueId};
use rolecall_policy::document::ast::{Document, PrincipalKind, Principals};

use crate::directory::Snapshot;

/// A policy names a user or role that does not exist. Shown as it stands in the policy: `"AWS":"…"`.
#[derive(Debug)]
pub(crate) struct MissingPrincipal(String);

impl fmt::Display for MissingPrincipal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"AWS\":\"{}\"", self.0)
    }
}

/// The unique ids of the users and roles that the document names by ARN.
pub(crate) fn bindings(
    document: &Document,
    snapshot: &Snapshot,
) -> Result<BTreeMap<Arc<str>, UniqueId>, MissingPrincipal> {
    let bound = |value: &str| Ok(bind(value, snapshot)?.map(|id| (value.into(), id)));
    aws_principals(document).filter_map(|value| bound(value).transpose()).collect()
}

/// How the user or role of this id is named now, that a policy named `arn` when it was saved.
pub(crate) fn present(arn: &str, id: &UniqueId, snapshot: &Snapshot) -> Option<String> {
    // Users and roles never change their account.
    let account = arn.parse::<Arn>().ok()?.account_id()?;
    Some(snapshot.arn_of(account, id)?.to_string())
}

fn aws_principals(document: &Document) -> impl Iterator<Item = &str> {
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
fn bind(value: &str, snapshot: &Snapshot) -> Result<Option<UniqueId>, MissingPrincipal> {
    let missing = || MissingPrincipal(value.to_owned());
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
