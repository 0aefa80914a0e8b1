//! Wildcard patterns against a regular expression that says the same.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use rolecall_policy::document::ast::{
    Comparison, ConditionElement, Document, Effect, ListElement, Operator, Span, Spanned, Statement, Version,
};
use rolecall_policy::{Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide};

/// Beyond this, `?` may use up the budget of a decision, which then rightly says that it cannot tell.
const LONGEST: usize = 200;

fuzz_target!(|input: (&str, &str)| {
    let (pattern, text) = input;
    if pattern.len() > LONGEST || text.len() > LONGEST {
        return;
    }
    assert_eq!(engine(pattern, text), oracle(pattern, text), "{pattern:?} {text:?}");
});

fn engine(pattern: &str, text: &str) -> bool {
    let policy = Policy::compile(&document(pattern), Bindings::ByArn);
    let set = PolicySet::new([Member::new("fuzzed", Arc::new(policy))]);
    let context = ContextMap::new().with("aws:UserAgent", text);
    let account = "111111111111".parse().expect("an account");
    let request = Request {
        principal: Principal::User { account, arn: "arn:aws:iam::111111111111:user/alice", id: None },
        action: "s3:GetObject",
        resource: "*",
        resource_account: None,
        context: &context,
    };
    decide(&request, &PolicySets { identity: &set, ..PolicySets::default() }).is_allowed()
}

fn oracle(pattern: &str, text: &str) -> bool {
    let body: String = pattern
        .chars()
        .map(|c| match c {
            '*' => ".*".to_owned(),
            '?' => ".".to_owned(),
            other => regex::escape(&other.to_string()),
        })
        .collect();
    regex::Regex::new(&format!("(?s)^{body}$")).expect("an expression").is_match(text)
}

/// `StringLike` on one key, without variables: in the older version `${…}` is plain text.
fn document(pattern: &str) -> Document {
    let span = Span { start: 0, end: 0 };
    let list = |value: &str| ListElement { negated: false, values: vec![Spanned { value: value.into(), span }], span };
    let operator = Operator { quantifier: None, comparison: Comparison::StringLike, if_exists: false };
    Document {
        version: Some(Version::V2008),
        id: None,
        statements: vec![Statement {
            span,
            sid: None,
            effect: Effect::Allow,
            principal: None,
            action: Some(list("*")),
            resource: Some(list("*")),
            conditions: vec![ConditionElement {
                operator: Spanned { value: operator, span },
                key: Spanned { value: "aws:UserAgent".into(), span },
                values: vec![Spanned { value: pattern.into(), span }],
            }],
        }],
    }
}
