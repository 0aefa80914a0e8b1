//! Trust in identity providers that many organizations share must say which tenant is meant.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html>

use super::invalid::InvalidPolicy;
use crate::document::ast::{
    Comparison, ConditionElement, Effect, Operator, PrincipalEntry, PrincipalKind, Principals, Quantifier, Statement,
};

/// The shared issuers and the claims of which one must be limited.
const SHARED: [(&str, &[&str]); 5] = [
    ("token.actions.githubusercontent.com", &["sub", "job_workflow_ref"]),
    ("gitlab.com", &["sub"]),
    ("app.terraform.io", &["sub"]),
    ("agent.buildkite.com", &["sub"]),
    ("oidc.codefresh.io", &["sub"]),
];

/// Refuses a statement that admits every tenant of a shared issuer.
pub(super) fn check(statement: &Statement) -> Result<(), InvalidPolicy> {
    let Some(Principals::Listed(entries)) = statement.principal.as_ref().map(|element| &element.principals) else {
        return Ok(());
    };
    if statement.effect == Effect::Deny {
        return Ok(());
    }
    entries.iter().try_for_each(|entry| check_entry(entry, &statement.conditions))
}

fn check_entry(entry: &PrincipalEntry, conditions: &[ConditionElement]) -> Result<(), InvalidPolicy> {
    let Some((issuer, claims)) = shared(entry) else { return Ok(()) };
    let is_claim = |key: &str| {
        let (start, claim) = key.rsplit_once(':').unwrap_or_default();
        start.eq_ignore_ascii_case(issuer) && claims.iter().any(|known| known.eq_ignore_ascii_case(claim))
    };
    if conditions.iter().any(|element| is_claim(&element.key.value) && limits(element)) {
        return Ok(());
    }
    Err(InvalidPolicy::SharedIssuer { key: format!("{issuer}:sub").into(), span: entry.value.span })
}

fn shared(entry: &PrincipalEntry) -> Option<(&'static str, &'static [&'static str])> {
    if entry.kind != PrincipalKind::Federated {
        return None;
    }
    let issuer = entry.value.value.split_once(":oidc-provider/")?.1.trim_end_matches('/');
    SHARED.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(issuer))
}

/// Whether the condition lets only some values pass. One that also holds without the key limits nothing, nor does one
/// with a value of wildcards and variables alone.
fn limits(element: &ConditionElement) -> bool {
    let Operator { quantifier, comparison, if_exists } = element.operator.value;
    let by_text =
        matches!(comparison, Comparison::StringEquals | Comparison::StringEqualsIgnoreCase | Comparison::StringLike);
    by_text
        && !if_exists
        && quantifier != Some(Quantifier::ForAllValues)
        && !element.values.is_empty()
        && element.values.iter().all(|value| has_fixed_text(&value.value))
}

fn has_fixed_text(mut value: &str) -> bool {
    let fixed = |text: &str| text.contains(|c: char| !matches!(c, '*' | '?') && !c.is_whitespace());
    while let Some((before, variable)) = value.split_once("${") {
        if fixed(before) {
            return true;
        }
        value = variable.split_once('}').map_or("", |(_, after)| after);
    }
    fixed(value)
}
