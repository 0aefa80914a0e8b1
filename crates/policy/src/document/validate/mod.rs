//! What AWS asks of each kind of policy beyond the grammar, in AWS's order.
//!
//! The stages of a kind follow one another: all statements pass one before any is looked at by the next, so that a
//! document with several faults gets the message that AWS gives.

mod action;
mod arn;
mod control;
mod identity;
mod invalid;
mod principal;
mod resource;
mod shared_issuer;
mod statements;
mod trust;

use super::ast::Document;
use super::error::{SyntaxError, SyntaxErrorKind};
use super::parse::{self, Read};

pub use invalid::InvalidPolicy;
pub(crate) use principal::is_well_formed as well_formed_principal;

/// What a document is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyKind {
    /// Attached to a user, group or role, managed or inline: says what they may do.
    Identity,
    /// A permissions boundary, which is a managed policy in another use.
    Boundary,
    /// Passed when a session is made: says what it may do at most.
    Session,
    /// A role's trust policy: says who may assume it.
    Trust,
    /// Attached to a resource of a service other than IAM.
    Resource,
    /// An organization's limit on principals.
    ServiceControl,
    /// An organization's limit on resources.
    ResourceControl,
}

/// Parses `text` and checks that it is a policy of this kind. Whether the principals that it names exist is not known
/// here.
///
/// # Errors
/// The first fault, by stages; its text is AWS's.
pub fn validate(text: &str, kind: PolicyKind) -> Result<Document, InvalidPolicy> {
    let read = parse::read(text).map_err(|error| match (kind, error.kind) {
        (PolicyKind::Trust, SyntaxErrorKind::Json) => InvalidPolicy::Json(error),
        _ => InvalidPolicy::Syntax(error),
    });
    match kind {
        PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session => identity::check(read?),
        PolicyKind::Trust => trust::check(read?),
        PolicyKind::Resource => resource::check(read?),
        PolicyKind::ServiceControl => control::policy_type(read.and_then(control::check_service_control)),
        PolicyKind::ResourceControl => control::policy_type(read.and_then(control::check_resource_control)),
    }
}

/// Only identity policies are known to tolerate a top-level `Conditions`, whose author expects a limit that there is not.
fn nothing_ignored(read: &Read) -> Result<(), InvalidPolicy> {
    match read.ignored {
        None => Ok(()),
        Some(span) => Err(InvalidPolicy::Syntax(SyntaxError::new(SyntaxErrorKind::UnknownElement, span))),
    }
}
