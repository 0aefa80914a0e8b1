//! Trust in identity providers of `OpenID` Connect.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::shown;
use super::super::limit::{is_anything, limits};
use super::super::part::PrincipalView;
use super::super::view::StatementView;
use crate::document::PolicyKind;
use crate::document::ast::{ConditionElement, PrincipalKind};

pub(super) const CHECKS: &[Check] = &[
    Check::security(
        "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
        Look::Principal(subject),
        "whoever the identity provider knows may assume the role",
    ),
    Check::security(
        "OIDC_SUBJECT_IS_WILDCARD",
        Look::Principal(wildcard),
        "the condition on the subject takes all of them",
    )
    .ours(),
    Check::suggestion(
        "MISSING_AUDIENCE_FOR_OIDC_PRINCIPAL",
        Look::Principal(audience),
        "no condition says for which client the token was made",
    )
    .ours(),
    Check::warning(
        "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
        Look::Principal(repository),
        "GitHub workflows of several repositories may assume the role",
    ),
];

const GITHUB: &str = "token.actions.githubusercontent.com";

/// The issuers of which no provider must be made, with the claims that limit whom they let in.
const BUILT_IN: [(&str, &[&str]); 4] = [
    ("accounts.google.com", &["sub", "aud", "oaud"]),
    ("cognito-identity.amazonaws.com", &["sub", "aud"]),
    ("graph.facebook.com", &["id", "app_id"]),
    ("www.amazon.com", &["user_id", "app_id"]),
];

/// The claims that limit whom another issuer lets in. What is signed for whom is known by `aud` only where each client has
/// one of its own.
const CLAIMS: [&str; 9] = [
    "sub",
    "job_workflow_ref",
    "repository",
    "repository_id",
    "environment",
    "namespace_id",
    "project_id",
    "email",
    "amr",
];

/// A trusted issuer.
struct Issuer<'v> {
    name: &'v str,
    claims: &'static [&'static str],
    is_built_in: bool,
}

fn issuer<'v>(view: &'v PrincipalView<'_>) -> Option<Issuer<'v>> {
    let is_trusted = view.of.of.kind == PolicyKind::Trust && view.is_granted();
    if !is_trusted || view.kind != Some(PrincipalKind::Federated) {
        return None;
    }
    if let Some((name, claims)) = BUILT_IN.into_iter().find(|(name, _)| *name == view.value) {
        return Some(Issuer { name, claims, is_built_in: true });
    }
    let (_, name) = view.value.split_once(":oidc-provider/")?;
    Some(Issuer { name: name.trim_end_matches('/'), claims: &CLAIMS, is_built_in: false })
}

/// The conditions on a claim of an issuer.
fn conditions<'v>(view: &'v StatementView<'_>, issuer: &Issuer<'_>, claim: &str) -> &'v [&'v ConditionElement] {
    view.conditions_on(&format!("{}:{claim}", issuer.name).to_ascii_lowercase())
}

fn has_limit(view: &PrincipalView<'_>, issuer: &Issuer<'_>) -> bool {
    issuer.claims.iter().flat_map(|claim| conditions(view.of, issuer, claim)).any(|element| limits(element))
}

fn subject(view: &PrincipalView<'_>, hits: &mut Hits) {
    let Some(issuer) = issuer(view) else { return };
    if has_limit(view, &issuer) || !wildcards(view, &issuer).is_empty() {
        return;
    }
    let claim = issuer.claims.first().copied().unwrap_or_default();
    let message = format!(
        "whoever {} knows can assume the role: no condition on {} limits it",
        shown(issuer.name),
        shown(&format!("{}:{claim}", issuer.name))
    );
    hits.push(Hit::new(view.span, message));
}

/// Conditions on the subject that take every one, where nothing else limits it.
fn wildcards<'v>(view: &'v PrincipalView<'_>, issuer: &Issuer<'_>) -> Vec<&'v ConditionElement> {
    let takes_all = |element: &&ConditionElement| element.values.iter().any(|value| is_anything(&value.value));
    conditions(view.of, issuer, "sub").iter().copied().filter(takes_all).collect()
}

fn wildcard(view: &PrincipalView<'_>, hits: &mut Hits) {
    let Some(issuer) = issuer(view).filter(|issuer| !has_limit(view, issuer)) else { return };
    for element in wildcards(view, &issuer) {
        let message = format!("{} takes every subject", shown(&element.key.value));
        hits.push(Hit::new(element.key.span, message));
    }
}

fn audience(view: &PrincipalView<'_>, hits: &mut Hits) {
    let Some(issuer) = issuer(view).filter(|issuer| !issuer.is_built_in) else { return };
    if !conditions(view.of, &issuer, "aud").iter().any(|element| limits(element)) {
        let key = shown(&format!("{}:aud", issuer.name));
        let message = format!("without a condition on {key} tokens for every client of the provider are taken");
        hits.push(Hit::new(view.span, message));
    }
}

/// Subjects have the form `repo:OWNER/NAME:…`.
fn repository(view: &PrincipalView<'_>, hits: &mut Hits) {
    let Some(issuer) = issuer(view).filter(|issuer| issuer.name.eq_ignore_ascii_case(GITHUB)) else { return };
    let narrower = ["repository", "repository_id", "job_workflow_ref"];
    if narrower.iter().flat_map(|claim| conditions(view.of, &issuer, claim)).any(|element| limits(element)) {
        return;
    }
    let limiting = conditions(view.of, &issuer, "sub").iter().filter(|element| limits(element));
    for value in limiting.flat_map(|element| &element.values) {
        let repository = value.value.strip_prefix("repo:").and_then(|rest| rest.split(':').next());
        if repository.is_none_or(|name| name.contains(['*', '?'])) && value.value.contains(['*', '?']) {
            let message = format!("{} takes workflows of several repositories", shown(&value.value));
            hits.push(Hit::new(value.span, message));
        }
    }
}
