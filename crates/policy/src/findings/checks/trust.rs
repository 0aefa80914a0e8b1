//! Whom a role's trust policy lets in, and by which action.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{replace, shown};
use super::super::finding::Fix;
use super::super::glob::Glob;
use super::super::limit::limits;
use super::super::part::PrincipalView;
use super::super::view::StatementView;
use crate::document::PolicyKind;
use crate::document::ast::PrincipalKind;

pub(super) const CHECKS: &[Check] = &[
    Check::warning(
        "TRUST_WITHOUT_EXTERNAL_ID",
        Look::Statement(external_id),
        "a whole account may assume the role, without an external id or a condition on who it is",
    )
    .ours(),
    Check::error(
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
        Look::Statement(action),
        "a principal cannot assume the role by any of the statement's actions",
    ),
];

/// Keys that tell which principal of an account assumes the role, in lower case.
const WHO: [&str; 9] = [
    "sts:externalid",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
    "aws:sourceidentity",
    "sts:sourceidentity",
];

const ASSUME_ROLE: &str = "AssumeRole";

/// The actions by which roles are assumed.
const ASSUMING: [&str; 3] = [ASSUME_ROLE, "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"];

fn external_id(view: &StatementView<'_>, hits: &mut Hits) {
    let is_known = || WHO.iter().flat_map(|key| view.conditions_on(key)).any(|element| limits(element));
    let by_tag = || view.keys().any(|key| key.starts_with("aws:principaltag/"));
    if !is_trust(view) || !permits(view, ASSUME_ROLE) || is_known() || by_tag() {
        return;
    }
    let accounts = PrincipalView::all(view).into_iter().filter(|principal| {
        principal.is_granted() && principal.kind == Some(PrincipalKind::Aws) && is_account(principal.value)
    });
    hits.extend(accounts.map(|principal| {
        let message = format!(
            "every principal of the account {} that its administrators permit can assume the role; \
             for an account of somebody else demand `sts:ExternalId`, for your own name the roles",
            shown(principal.value)
        );
        Hit::new(principal.span, message)
    }));
}

fn action(view: &StatementView<'_>, hits: &mut Hits) {
    if !is_trust(view) {
        return;
    }
    let permitted = ASSUMING.map(|name| permits(view, name));
    // A statement about `sts:TagSession` alone stands beside one that assumes.
    if !permitted.contains(&true) {
        return;
    }
    for principal in PrincipalView::all(view) {
        let Some(by) = assumes_by(&principal).filter(|_| principal.is_granted()) else { continue };
        let is_permitted = ASSUMING.iter().zip(permitted).any(|(name, permitted)| *name == by && permitted);
        if !is_permitted {
            let message =
                format!("{} assumes roles by `sts:{by}`, which the statement does not have", shown(principal.value));
            hits.push(Hit::new(principal.span, message).with(only_action(view, by)));
        }
    }
}

/// The action by which a principal assumes roles.
fn assumes_by(principal: &PrincipalView<'_>) -> Option<&'static str> {
    match principal.kind? {
        PrincipalKind::Aws | PrincipalKind::Service => Some(ASSUME_ROLE),
        PrincipalKind::Federated if principal.value.contains(":saml-provider/") => Some("AssumeRoleWithSAML"),
        PrincipalKind::Federated => Some("AssumeRoleWithWebIdentity"),
        PrincipalKind::CanonicalUser => None,
    }
}

/// The right action in the place of the only one that assumes, if all principals are of the same kind.
fn only_action(view: &StatementView<'_>, by: &str) -> Option<Fix> {
    let all = PrincipalView::all(view);
    let [principal] = all.as_slice() else { return None };
    let [value] = view.statement.action.as_ref()?.values.as_slice() else { return None };
    principal.kind.map(|_| replace(value, &format!("sts:{by}")))
}

fn is_trust(view: &StatementView<'_>) -> bool {
    view.of.kind == PolicyKind::Trust
}

/// Whether a value of `Action` takes this action of STS.
fn permits(view: &StatementView<'_>, name: &str) -> bool {
    let wanted = Glob::action(&format!("sts:{name}"));
    let values = view.statement.action.as_ref().map_or(&[][..], |element| &element.values);
    values.iter().any(|value| Glob::action(&value.value).covers(&wanted, &view.of.effort))
}

/// An account's id, or its root as an ARN: both stand for the whole account.
fn is_account(value: &str) -> bool {
    let id = value.strip_prefix("arn:aws:iam::").map_or(Some(value), |rest| rest.strip_suffix(":root"));
    id.is_some_and(|id| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()))
}
