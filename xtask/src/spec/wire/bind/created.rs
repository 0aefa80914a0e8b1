//! What an operation makes, and the service names.

use super::super::input;
use super::super::names::{Class, noun, plain};
use super::Kind;
use super::candidate::Candidate;

/// Verbs of operations that make what they are called after.
const MAKING: &[&str] =
    &["Allocate", "Copy", "Create", "Import", "Purchase", "Register", "Request", "Restore", "Start", "Submit"];

/// Whether the service chooses the value of a variable for what the operation makes: the operation is called after the type, no member
/// has that name, and either the data says so or the answer tells the id that the request does not have.
pub(super) fn is_made(
    kind: &Kind,
    variable: &str,
    is_open: bool,
    operation: &input::Operation,
    candidates: &[Candidate],
) -> bool {
    if !kind.is_noun || kind.is_plural || !MAKING.contains(&kind.verb.as_str()) {
        return false;
    }
    let wanted = plain(variable);
    let (stem, class) = noun(&wanted);
    let has = |candidate: &Candidate| {
        candidate.speaks_of(&stem) && !stem.is_empty() && candidate.is_of(class)
            || candidate.is_bare_name() && candidate.is_of(class)
    };
    if candidates.iter().any(has) {
        return false;
    }
    let told = operation.output.iter().map(|name| plain(name)).any(|name| name == wanted || name == "id");
    is_open || class == Class::Id && told
}
