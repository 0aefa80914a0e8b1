//! Principals that say nothing that others do not.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::collections::HashSet;

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{remove, shown};
use super::super::part::PrincipalView;
use super::super::view::StatementView;
use crate::document::PolicyKind;
use crate::document::ast::PrincipalKind;

pub(super) const CHECKS: &[Check] = &[
    Check::suggestion("REDUNDANT_PRINCIPAL", Look::Statement(redundant), "a principal is named twice, or beside `*`")
        .ours(),
    Check::suggestion(
        "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
        Look::Statement(session),
        "a session is trusted besides its role",
    ),
];

fn redundant(view: &StatementView<'_>, hits: &mut Hits) {
    let all = PrincipalView::all(view);
    let everyone = all.iter().position(PrincipalView::is_everyone);
    let mut seen = HashSet::new();
    for (index, principal) in all.iter().enumerate() {
        let is_first = seen.insert((principal.kind.map(PrincipalKind::name), principal.value));
        let beside = everyone.filter(|everyone| *everyone != index && principal.kind == Some(PrincipalKind::Aws));
        let message = match (is_first, beside) {
            (false, _) => format!("{} is named before", shown(principal.value)),
            (true, Some(_)) => format!("`*` includes {}", shown(principal.value)),
            (true, None) => continue,
        };
        hits.push(Hit::new(principal.span, message).with(remove(view.of.text, principal.span, "leave it out")));
    }
}

/// A role as principal means all its sessions.
fn session(view: &StatementView<'_>, hits: &mut Hits) {
    if view.of.kind != PolicyKind::Trust {
        return;
    }
    let all = PrincipalView::all(view);
    let roles: HashSet<(&str, &str)> = all.iter().filter_map(|principal| role(principal.value)).collect();
    for principal in &all {
        if session_role(principal.value).is_some_and(|role| roles.contains(&role)) {
            let message = format!("its role is trusted with all its sessions, {} too", shown(principal.value));
            hits.push(Hit::new(principal.span, message).with(remove(view.of.text, principal.span, "leave it out")));
        }
    }
}

/// The account and the name of a role.
fn role(arn: &str) -> Option<(&str, &str)> {
    let (account, path) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    Some((account, path.rsplit('/').next()?))
}

/// The account and the name of a session's role.
fn session_role(arn: &str) -> Option<(&str, &str)> {
    let (account, rest) = arn.strip_prefix("arn:aws:sts::")?.split_once(":assumed-role/")?;
    Some((account, rest.split('/').next()?))
}
