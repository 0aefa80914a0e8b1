//! Trust policies of roles.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html>

use super::invalid::InvalidPolicy;
use super::principal::{self, Place};
use super::{action, shared_issuer, statements};
use crate::document::ast::{Document, Principals, Statement};
use crate::document::parse::Read;

pub(super) fn check(read: Read) -> Result<Document, InvalidPolicy> {
    super::nothing_ignored(&read)?;
    let document = &read.document;
    statements::legacy(&read)?;
    statements::sids(document)?;
    document.statements.iter().try_for_each(no_prohibited_field)?;
    document.statements.iter().try_for_each(principals)?;
    statements::actions_present(document)?;
    document.statements.iter().try_for_each(actions)?;
    document.statements.iter().try_for_each(shared_issuer::check)?;
    Ok(read.document)
}

fn no_prohibited_field(statement: &Statement) -> Result<(), InvalidPolicy> {
    if let Some(resource) = &statement.resource {
        return Err(InvalidPolicy::ProhibitedField("Resource", resource.span));
    }
    match &statement.principal {
        Some(element) if element.negated => Err(InvalidPolicy::ProhibitedField("NotPrincipal", element.span)),
        _ => Ok(()),
    }
}

fn principals(statement: &Statement) -> Result<(), InvalidPolicy> {
    match statement.principal.as_ref().map(|element| &element.principals) {
        None => Err(InvalidPolicy::MissingPrincipals(statement.span)),
        Some(Principals::Everyone(span)) => Err(InvalidPolicy::Everyone(*span)),
        Some(Principals::Listed(entries)) if entries.is_empty() => {
            Err(InvalidPolicy::MissingPrincipals(statement.span))
        }
        Some(Principals::Listed(entries)) => entries.iter().try_for_each(|entry| principal::check(entry, Place::Trust)),
    }
}

/// `NotAction` would reach beyond the actions of trust.
fn actions(statement: &Statement) -> Result<(), InvalidPolicy> {
    let Some(element) = &statement.action else { return Ok(()) };
    if element.negated {
        return Err(InvalidPolicy::TrustAction(element.span));
    }
    match element.values.iter().find(|value| !action::is_of_trust(&value.value)) {
        None => Ok(()),
        Some(value) => Err(InvalidPolicy::TrustAction(value.span)),
    }
}
