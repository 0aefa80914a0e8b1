//! `Resource` and `NotResource`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use crate::arn::Arn;
use crate::case::Context;
use crate::text::{Meaning, matches, split_fields};
use crate::truth::Truth;

/// Whether the element covers the resource. One value that is no pattern leaves the whole element without a meaning.
/// `variables` is what variables stand for, in documents of a version that has them.
pub(crate) fn covers(listed: &[String], negated: bool, resource: &str, variables: Option<&Context>) -> Truth {
    if listed.is_empty() || !listed.iter().all(|pattern| is_pattern(pattern)) {
        return Truth::Unknown;
    }
    let found = Truth::any(listed.iter().map(|pattern| covered_by(pattern, negated, resource, variables)));
    if negated { found.not() } else { found }
}

fn is_pattern(pattern: &str) -> bool {
    pattern == "*" || split_fields(pattern, false).is_some()
}

fn covered_by(pattern: &str, negated: bool, resource: &str, variables: Option<&Context>) -> Truth {
    if pattern == "*" {
        return Truth::Holds;
    }
    let Some([first @ .., last]) = split_fields(pattern, false) else {
        return Truth::Unknown;
    };
    let everything = Meaning { wildcards: true, variables };
    let Some(last) = everything.tokens(last) else {
        // A pattern with a variable that stands for nothing matches nothing; but nobody knows what it was to except.
        return if negated { Truth::Unknown } else { Truth::Fails };
    };
    let Some(arn) = Arn::read(resource) else {
        return Truth::Fails;
    };
    let [asked @ .., asked_last] = arn.fields();
    // A wildcard stays in its field, and only the last field has variables.
    let wildcards = Meaning { wildcards: true, variables: None };
    let field = |pattern: &str, text: &str| wildcards.tokens(pattern).is_some_and(|tokens| matches(&tokens, text));
    Truth::from(first.iter().zip(asked).all(|(pattern, text)| field(pattern, text)) && matches(&last, asked_last))
}
