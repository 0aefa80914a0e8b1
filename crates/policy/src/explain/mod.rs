//! Decisions explained: the ladder of gates, the statements asked at each, and what each wants beside what it gets.
//!
//! ```text
//! decide::pass ── walks the gates once ──▶ Decision ──▶ outcome, deciding statement
//!      │ tells                                             │
//!      ▼                                                   ▼
//!   Recorder ──▶ statements asked ── weigh, quote ──▶ Explanation ──▶ JSON, text
//! ```
//!
//! The outcome is that of the walk; looking at the statements again, with steps of their own, cannot change it.

mod caller;
mod element;
mod ladder;
mod quote;
mod reason;
mod render;
mod report;
mod source;
mod statements;
mod wanted;
mod watch;
mod weigh;

pub use reason::Reason;
pub use report::{
    Cause, Difference, ElementKind, ElementReport, Explanation, GateKind, GateReport, GateState, Outcome, Place,
    StatementEffect, StatementPlace, StatementReport, Verdict, Wanted,
};
pub(crate) use watch::{Gate, Standing, Unwatched, Watch};

use crate::asked::Asked;
use crate::decide::pass;
use crate::request::Request;
use crate::sets::PolicySets;

/// Decides one request as [`decide`](crate::decide) does, and says why.
///
/// Statements are quoted where the members of the sets [have their texts](crate::Member::with_text); else their indexes
/// and the verdicts on their elements are all that is said. Whatever the documents hold, an explanation takes some
/// tenths of a second at most beyond reading them, and lists about a hundred statements at most.
///
/// ```
/// use std::sync::Arc;
///
/// use rolecall_policy::{
///     Bindings, ContextMap, GateKind, Member, Outcome, Policy, PolicySet, PolicySets, Principal, Request, document,
///     explain,
/// };
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}}"#;
/// let policy = Policy::compile(&document::parse(text)?, Bindings::ByArn);
/// let of_user = PolicySet::new([Member::new("read", Arc::new(policy)).with_text(text)]);
/// let account = "111111111111".parse()?;
/// let request = Request {
///     principal: Principal::User { account, arn: "arn:aws:iam::111111111111:user/u", id: None },
///     action: "s3:GetObject",
///     resource: "arn:aws:s3:::c/x",
///     resource_account: Some(account),
///     context: &ContextMap::new(),
/// };
/// let explanation = explain(&request, &PolicySets { identity: &of_user, ..PolicySets::default() });
/// assert_eq!(explanation.outcome, Outcome::ImplicitDeny);
/// let nearest = explanation.nearest_miss().unwrap();
/// let resource = nearest.blocking().next().unwrap();
/// assert_eq!((&*resource.wanted[0].text, &*resource.got[0]), ("arn:aws:s3:::b/*", "arn:aws:s3:::c/x"));
/// assert_eq!(resource.difference.unwrap().at, 13);
/// assert!(explanation.to_string().contains("want  arn:aws:s3:::b/*"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain(request: &Request<'_>, policies: &PolicySets<'_>) -> Explanation {
    Asked::prepare(request, policies.boundary.is_some(), |asked| {
        let recorder = watch::Recorder::default();
        let decision = pass(asked, request, policies, &recorder);
        ladder::explanation(asked, request, policies, &recorder, decision)
    })
}
