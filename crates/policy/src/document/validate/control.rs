//! Service and resource control policies of an organization.
//!
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html>,
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>

use super::invalid::InvalidPolicy;
use super::{identity, statements};
use crate::document::ast::{Document, Effect, Principals, Statement};
use crate::document::parse::Read;

/// Organizations has one text for every fault.
pub(super) fn policy_type(checked: Result<Document, InvalidPolicy>) -> Result<Document, InvalidPolicy> {
    checked.map_err(|fault| InvalidPolicy::PolicyType(fault.span()))
}

pub(super) fn check_service_control(read: Read) -> Result<Document, InvalidPolicy> {
    super::nothing_ignored(&read)?;
    identity::check(read)
}

pub(super) fn check_resource_control(read: Read) -> Result<Document, InvalidPolicy> {
    super::nothing_ignored(&read)?;
    let document = &read.document;
    statements::version(document)?;
    statements::legacy(&read)?;
    statements::sids(document)?;
    document.statements.iter().try_for_each(denies_everyone)?;
    statements::actions_present(document)?;
    statements::resource_forms(document)?;
    statements::action_forms(document)?;
    statements::resources_present(document)?;
    Ok(read.document)
}

/// A customer's resource control policy denies only, addresses everyone, and names the services of its actions.
fn denies_everyone(statement: &Statement) -> Result<(), InvalidPolicy> {
    let everyone = statement
        .principal
        .as_ref()
        .is_some_and(|element| !element.negated && matches!(element.principals, Principals::Everyone(_)));
    let names_service = |action: &str| action.contains(':') && !action.starts_with('*');
    let services = statement
        .action
        .as_ref()
        .is_some_and(|element| !element.negated && element.values.iter().all(|action| names_service(&action.value)));
    if statement.effect == Effect::Deny && everyone && services {
        return Ok(());
    }
    Err(InvalidPolicy::PolicyType(Some(statement.span)))
}
