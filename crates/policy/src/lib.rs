//! The AWS policy language: parse, validate, compile, decide, explain.
//!
//! A [`Policy`] is compiled from a [`document`] once and then asked by [`decide`] for any number of requests. The crate
//! does no I/O and reads no clock: what a condition needs to know about a request comes from its [`Context`].
//!
//! ```
//! use std::sync::Arc;
//!
//! use rolecall_policy::{
//!     Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide, document,
//! };
//!
//! let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}}"#;
//! let policy = Policy::compile(&document::parse(text)?, Bindings::ByArn);
//! let account = "111111111111".parse()?;
//! let request = Request {
//!     principal: Principal::User { account, arn: "arn:aws:iam::111111111111:user/u", id: None },
//!     action: "s3:GetObject",
//!     resource: "arn:aws:s3:::b/x",
//!     resource_account: Some(account),
//!     context: &ContextMap::new(),
//! };
//! let of_user = PolicySet::new([Member::new("read", Arc::new(policy))]);
//! let policies = PolicySets { identity: &of_user, ..PolicySets::default() };
//! assert!(decide(&request, &policies).is_allowed());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod document;
pub mod findings;
pub mod simulate;

mod action;
mod arn_pattern;
mod asked;
mod condition;
mod context;
mod date;
mod decide;
mod decision;
mod denial;
mod explain;
mod fixes;
mod grant;
mod holding;
mod index;
mod partial;
mod pattern;
mod policy;
mod principal;
mod request;
mod resource;
mod scope;
mod sets;
mod statement;
mod template;
mod undecided;
mod variable;
mod verdict;

pub use context::{Context, ContextMap, Key, Set, Values};
pub use decide::{Refusal, decide, decide_all, decide_partial};
pub use decision::{Allowance, Decision, PolicyType, StatementRef};
pub use denial::Denial;
pub use explain::{
    Cause, Difference, ElementKind, ElementReport, Explanation, GateKind, GateReport, GateState, Outcome, Place,
    Reason, StatementEffect, StatementPlace, StatementReport, Verdict, Wanted, explain,
};
pub use fixes::{Change, Fix, explain_with_fixes};
pub use holding::{OutOfSteps, holding};
pub use policy::Policy;
pub use principal::Bindings;
pub use request::{Principal, Request};
pub use sets::{Member, PolicySet, PolicySets};
pub use undecided::could_be_allowed;

/// The chapter "Embedding the engine", whose examples run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/embedding.md")]
struct Embedding;
