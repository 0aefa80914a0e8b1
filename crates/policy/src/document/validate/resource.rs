//! Policies of resources, as far as all services agree about them.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html>

use super::invalid::InvalidPolicy;
use super::principal::{self, Place};
use super::statements;
use crate::document::ast::{Document, Principals, Statement};
use crate::document::parse::Read;

/// Each service has a say of its own about resources, which some leave out, and about statement ids.
pub(super) fn check(read: Read) -> Result<Document, InvalidPolicy> {
    super::nothing_ignored(&read)?;
    let document = &read.document;
    statements::legacy(&read)?;
    document.statements.iter().try_for_each(principals)?;
    statements::actions_present(document)?;
    statements::resource_forms(document)?;
    statements::action_forms(document)?;
    Ok(read.document)
}

fn principals(statement: &Statement) -> Result<(), InvalidPolicy> {
    let missing = InvalidPolicy::MissingField("Principal", statement.span);
    match &statement.principal.as_ref().ok_or(missing)?.principals {
        Principals::Everyone(_) => Ok(()),
        Principals::Listed(entries) => entries.iter().try_for_each(|entry| principal::check(entry, Place::Resource)),
    }
}
