//! Permissions for everybody.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::limit::limits;
use super::super::part::PrincipalView;
use super::super::view::StatementView;

pub(super) const CHECKS: &[Check] = &[
    Check::security("ALLOW_WITH_NOT_PRINCIPAL", Look::Statement(not_principal), "`NotPrincipal` allows all others"),
    Check::security(
        "PRINCIPAL_STAR_WITHOUT_CONDITION",
        Look::Principal(star),
        "everybody is allowed, and no condition says from where or for whom",
    )
    .ours(),
];

/// Keys that tell who calls, from where, or for whom, in lower case.
const CALLER_KEYS: [&str; 29] = [
    "aws:federatedprovider",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceidentity",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:userid",
    "aws:username",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:vpcsourceip",
    "kms:calleraccount",
    "lambda:eventsourcetoken",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "sts:externalid",
];

fn not_principal(view: &StatementView<'_>, hits: &mut Hits) {
    let element = view.statement.principal.as_ref().filter(|element| element.negated);
    if let Some(element) = element.filter(|_| view.grants()) {
        let message = "`NotPrincipal` with `Allow` allows everybody else, also those who did not sign in";
        hits.push(Hit::new(element.span, message));
    }
}

fn star(view: &PrincipalView<'_>, hits: &mut Hits) {
    let is_limited = || {
        let by_key = CALLER_KEYS.iter().flat_map(|key| view.of.conditions_on(key)).any(|element| limits(element));
        let by_tag = view.of.keys().filter(|key| key.starts_with("aws:principaltag/"));
        by_key || by_tag.flat_map(|key| view.of.conditions_on(key)).any(|element| limits(element))
    };
    if view.is_granted() && view.is_everyone() && !is_limited() {
        hits.push(Hit::new(view.span, "everybody is allowed, and no condition says who or from where"));
    }
}
