//! What is wrong with a document beyond what makes AWS refuse it, in the manner of Access Analyzer's `ValidatePolicy`:
//! errors, security warnings, warnings and suggestions, with stable codes, places and fixes.
//!
//! ```text
//! text ── validate ──▶ refused: one finding, with AWS's words
//!            │
//!            └─▶ document ── views of its parts, with the catalog ──▶ each of the checks ──▶ findings in order of place
//! ```
//!
//! A check is declared once, in the list of its subject under `checks`: its code, its severity, what it looks at and how.
//! `docs/findings.md` is made from the declarations.
//!
//! What the catalog does not know is not called wrong where AWS may know more. A check that says that something is covered,
//! unused or never matches says so only where it is certain. How much is compared has a limit ([`check`]), and what was left
//! out is told by a finding of its own.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod arn_form;
mod checks;
mod declaration;
mod edit;
mod effort;
mod extent;
mod family;
mod finding;
mod glob;
mod limit;
mod meaning;
mod nearest;
mod part;
mod place;
mod raw;
mod reference;
mod refused;
mod repair;
mod resource_glob;
mod view;
mod walk;

pub use declaration::Check;
pub use finding::{Code, Finding, Fix, Severity};

use crate::document::ast::Span;
use crate::document::{InvalidPolicy, PolicyKind, validate};
use declaration::Hit;

/// What is wrong with `text` as a policy of this kind, in the order of the places, each only by what stands in it: whether the
/// principals and resources that it names exist is not known.
///
/// A document that AWS refuses has one finding, the refusal. Only for the version it is looked at further, as if it were of the
/// newest one.
///
/// The time has a limit that only documents of thousands of patterns reach. Findings may then be missing, which the finding
/// `TOO_LARGE_TO_CHECK_FULLY` tells. Only the first hundred wrong names are looked up for the nearest right one.
///
/// ```
/// use rolecall_policy::document::PolicyKind;
/// use rolecall_policy::findings::{Severity, check};
///
/// let text = r#"{"Version": "2012-10-17", "Statement": [
///     {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
/// ]}"#;
/// let findings = check(text, PolicyKind::Identity);
/// let first = findings.first().ok_or("no findings")?;
/// assert_eq!((first.severity, first.code.as_str()), (Severity::SecurityWarning, "PASS_ROLE_WITH_STAR_IN_RESOURCE"));
/// assert_eq!((first.start.line, first.start.column), (2, 35));
/// # Ok::<(), &str>(())
/// ```
pub fn check(text: &str, kind: PolicyKind) -> Vec<Finding> {
    let mut drafts = drafts(text, kind);
    drafts.sort_by_key(|(check, hit)| (hit.span, check.severity(), check.code()));
    let positions = place::positions(text, drafts.iter().map(|(_, hit)| hit.span));
    let position =
        |offset| positions.get(&offset).copied().unwrap_or_else(|| crate::document::Position::of(text, offset));
    let finding = |(check, hit): Draft| Finding {
        severity: check.severity(),
        code: check.code(),
        message: hit.message,
        span: hit.span,
        start: position(hit.span.start),
        end: position(hit.span.end),
        fix: hit.fix,
    };
    drafts.into_iter().map(finding).collect()
}

/// All checks there are, by subject.
///
/// ```
/// assert!(rolecall_policy::findings::checks().any(|check| check.code().as_str() == "INVALID_ACTION"));
/// ```
pub fn checks() -> impl Iterator<Item = &'static Check> {
    let of_subjects = checks::SUBJECTS.into_iter().flatten();
    refused::CHECKS.iter().chain(of_subjects).chain([&checks::TOO_LARGE_TO_CHECK_FULLY])
}

/// A finding without positions.
type Draft = (&'static Check, Hit);

fn drafts(text: &str, kind: PolicyKind) -> Vec<Draft> {
    let refusal = match validate(text, kind) {
        Ok(document) => return walk::all(text, kind, &document),
        Err(refusal) => refusal,
    };
    let (check, hit) = refused::finding(text, kind, &refusal);
    let mut further = Vec::new();
    if refused::reason(text, kind, &refusal) == InvalidPolicy::Version {
        further = hit.fix.as_ref().map(|fix| beyond(text, kind, fix)).unwrap_or_default();
    }
    further.push((check, hit));
    further
}

/// What is wrong with the text after a change, at the places where it stands before.
fn beyond(text: &str, kind: PolicyKind, fix: &Fix) -> Vec<Draft> {
    let Some(fixed) = fix.apply(text) else { return Vec::new() };
    let (start, new_end) = (fix.span.start, fix.span.start.saturating_add(edit::offset(fix.replacement.len())));
    let back = |offset: u32| match offset {
        _ if offset <= start => offset,
        _ if offset < new_end => fix.span.end,
        _ => offset - new_end + fix.span.end,
    };
    let moved = |span: Span| Span { start: back(span.start), end: back(span.end) };
    let mut found = drafts(&fixed, kind);
    for (_, hit) in &mut found {
        hit.span = moved(hit.span);
        hit.fix = hit.fix.take().map(|fix| Fix { span: moved(fix.span), ..fix });
    }
    found
}
