//! `Action` and `NotAction`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use crate::text::{Meaning, matches};
use crate::truth::Truth;

const WILDCARDS: Meaning<'_> = Meaning { wildcards: true, variables: None };

/// Whether the element covers the action. One value that is no action leaves the whole element without a meaning.
pub(crate) fn covers(listed: &[String], negated: bool, action: &str) -> Truth {
    if listed.is_empty() || !listed.iter().all(|pattern| is_pattern(pattern)) {
        return Truth::Unknown;
    }
    let found = listed.iter().any(|pattern| matches_action(pattern, action));
    Truth::from(found != negated)
}

/// `*`, or a vendor that is literal or a lone `*`, one colon and a name.
fn is_pattern(pattern: &str) -> bool {
    let in_vendor = |character: char| character.is_ascii_alphanumeric() || character == '-' || character == '.';
    match pattern.split(':').collect::<Vec<_>>().as_slice() {
        ["*"] => true,
        [vendor, name] => {
            let is_vendor = *vendor == "*" || (!vendor.is_empty() && vendor.chars().all(in_vendor));
            is_vendor && !name.is_empty()
        }
        _ => false,
    }
}

/// Vendor and name each match, in any case.
fn matches_action(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_lowercase(), action.to_lowercase());
    let fits = |pattern: &str, text: &str| WILDCARDS.tokens(pattern).is_some_and(|tokens| matches(&tokens, text));
    match (pattern.split_once(':'), action.split_once(':')) {
        (Some((vendor, name)), Some((asked_vendor, asked_name))) => {
            fits(vendor, asked_vendor) && fits(name, asked_name)
        }
        (None, _) => pattern == "*",
        (Some(_), None) => false,
    }
}
