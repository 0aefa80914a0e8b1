//! Identity policies, permissions boundaries and session policies, which all have the same form.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html>

use super::invalid::InvalidPolicy;
use super::statements;
use crate::document::ast::Document;
use crate::document::parse::Read;

pub(super) fn check(read: Read) -> Result<Document, InvalidPolicy> {
    let document = &read.document;
    statements::version(document)?;
    statements::legacy(&read)?;
    statements::sids(document)?;
    no_principal(document)?;
    statements::actions_present(document)?;
    statements::resource_forms(document)?;
    statements::action_forms(document)?;
    statements::resources_present(document)?;
    Ok(read.document)
}

fn no_principal(document: &Document) -> Result<(), InvalidPolicy> {
    match document.statements.iter().find_map(|statement| statement.principal.as_ref()) {
        None => Ok(()),
        Some(element) => Err(InvalidPolicy::PrincipalSpecified(element.span)),
    }
}
