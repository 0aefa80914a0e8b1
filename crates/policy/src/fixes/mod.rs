//! Changes that would let a refused request through, each tried on the request before it is told.
//!
//! The engine that refused decides about each: a change is told only if the request is allowed after it. What else it would let
//! through is for people to judge, so that the least comes first.

mod candidates;
mod edit;
mod statement;
mod trial;
mod words;

use serde::{Deserialize, Serialize};

use crate::decision::PolicyType;
use crate::explain::{ElementKind, Explanation, Outcome, StatementPlace, explain};
use crate::request::Request;
use crate::sets::PolicySets;
use trial::Trial;

/// The gates at which a way out may have to change something.
const GATES: usize = 6;

/// Changes that together let the request through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// All of them are needed, in this order.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Change {
    /// Ask under other circumstances: no policy is changed.
    AskWith {
        /// The condition key.
        key: String,
        /// The value that the policy wants.
        value: String,
    },
    /// Save the policy as it is: what it names by ARN is another user or role since it was saved.
    SaveAgain {
        /// The statement that names it.
        at: StatementPlace,
    },
    /// Add a value to an element of a statement.
    AddValue {
        /// The statement.
        at: StatementPlace,
        /// The element.
        element: ElementKind,
        /// For a condition: the operator. For a principal: its type, such as `AWS`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        operator: Option<String>,
        /// For a condition: the key.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        key: Option<String>,
        /// The value.
        value: String,
    },
    /// Add a statement.
    AddStatement {
        /// The type of the policy.
        policy_type: PolicyType,
        /// For the policies of organizations: the level, from 0 (the root).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        level: Option<usize>,
        /// Its name; `None` where a new one is needed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        policy: Option<String>,
        /// The statement as JSON.
        statement: String,
    },
    /// Remove a statement that denies. It will deny nothing else any more either.
    RemoveStatement {
        /// The statement.
        at: StatementPlace,
    },
}

/// Explains as [`explain`] does, and for a denial adds the ways out that are found: [`Explanation::fixes`].
///
/// It takes some tens of explanations at most. Where policies hold more statements than an explanation lists, or have
/// [no text](crate::Member::with_text), nothing is sought.
///
/// ```
/// use std::sync::Arc;
///
/// use rolecall_policy::{
///     Bindings, Change, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, document, explain_with_fixes,
/// };
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#;
/// let policy = Policy::compile(&document::parse(text)?, Bindings::ByArn);
/// let of_user = PolicySet::new([Member::new("read", Arc::new(policy)).with_text(text)]);
/// let account = "111111111111".parse()?;
/// let request = Request {
///     principal: Principal::User { account, arn: "arn:aws:iam::111111111111:user/u", id: None },
///     action: "s3:PutObject",
///     resource: "arn:aws:s3:::b/x",
///     resource_account: Some(account),
///     context: &ContextMap::new(),
/// };
/// let explanation = explain_with_fixes(&request, &PolicySets { identity: &of_user, ..PolicySets::default() });
/// let Change::AddStatement { statement, .. } = &explanation.fixes[0].changes[0] else { panic!() };
/// assert_eq!(statement, r#"{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/x"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain_with_fixes(request: &Request<'_>, policies: &PolicySets<'_>) -> Explanation {
    let mut explanation = explain(request, policies);
    if explanation.outcome != Outcome::Allowed && is_whole(&explanation) {
        explanation.fixes = found(&explanation, request, policies);
    }
    explanation
}

/// Whether everything that was asked is told.
fn is_whole(explanation: &Explanation) -> bool {
    !explanation.out_of_steps && explanation.gates.iter().all(|gate| gate.more_statements == 0)
}

fn found(explanation: &Explanation, request: &Request<'_>, policies: &PolicySets<'_>) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for first in candidates::of(explanation, request) {
        let fix = followed(first, request, policies);
        fixes.extend(fix.filter(|fix| !fixes.contains(fix)));
    }
    fixes.sort_by_key(|fix| fix.changes.len());
    fixes
}

/// Follows a way through the gates until the request is allowed; `None` if it leads nowhere.
fn followed(first: Vec<Change>, request: &Request<'_>, policies: &PolicySets<'_>) -> Option<Fix> {
    let (mut trial, mut changes, mut next) = (Trial::default(), Vec::new(), first);
    for _ in 0..GATES {
        for change in &next {
            trial.make(change, policies)?;
        }
        changes.append(&mut next);
        let explanation = trial.explain(request, policies);
        if explanation.outcome == Outcome::Allowed {
            return Some(Fix { changes });
        }
        next = candidates::of(&explanation, request).into_iter().next()?;
    }
    None
}
