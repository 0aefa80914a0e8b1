//! A decision allocates nothing on the heap once the sets of policies it is about were asked a few times.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::alloc::System;
use std::sync::Arc;

use rolecall_policy::{
    Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide, document,
};
use serde_json::{Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROLE: &str = "arn:aws:iam::111111111111:role/r";

fn set(documents: impl IntoIterator<Item = Vec<Value>>) -> PolicySet {
    PolicySet::new(documents.into_iter().enumerate().map(|(number, statements)| {
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let policy = Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn);
        Member::new(number.to_string(), Arc::new(policy))
    }))
}

/// Holds under every operator, with variables and sets of values.
fn conditions() -> Value {
    json!({
        "StringEquals": {"aws:PrincipalTag/team": "${aws:RequestTag/team}"},
        "StringEqualsIgnoreCase": {"aws:PrincipalTag/team": "BLUE"},
        "StringLike": {"aws:UserAgent": ["curl*", "*${aws:PrincipalTag/team}/${aws:RequestTag/team}?*", "*/${aws:PrincipalTag/team}-*"]},
        "StringNotLikeIfExists": {"aws:Referer": "*"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]},
        "ForAnyValue:StringLike": {"aws:TagKeys": "t*"},
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "3.6e3"},
        "DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"},
        "Bool": {"aws:SecureTransport": "true"},
        "BinaryEquals": {"example:Digest": "QUJD"},
        "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]},
        "Null": {"aws:TokenIssueTime": "false"},
    })
}

fn context() -> ContextMap {
    ContextMap::new()
        .with("aws:PrincipalTag/team", "blue")
        .with("aws:RequestTag/team", "blue")
        .with("aws:UserAgent", "agent blue/blue-1")
        .with_many("aws:TagKeys", ["team", "cost"])
        .with("aws:PrincipalArn", ROLE)
        .with("aws:MultiFactorAuthAge", "1200")
        .with("aws:CurrentTime", "2026-11-22T10:15:00Z")
        .with("aws:SecureTransport", "true")
        .with("example:Digest", "QUJD")
        .with("aws:SourceIp", "10.1.2.3")
        .with("aws:TokenIssueTime", "2026-11-22T10:00:00Z")
}

/// Near misses of both effects, then an Allow that holds.
fn statements(principal: Option<&Value>) -> Vec<Value> {
    let near_miss = |number: usize| {
        let effect = if number.is_multiple_of(3) { "Deny" } else { "Allow" };
        let elements = [
            json!({"Action": "s3:Get*", "Resource": format!("arn:aws:s3:::*-{number}/*")}),
            json!({"Action": ["s3:PutObject", "s3:*Acl"], "Resource": "*"}),
            json!({"NotAction": "s3:Get*", "Resource": "*"}),
            json!({"Action": "*", "NotResource": "arn:aws:s3:::b/*"}),
            json!({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
            json!({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "blue"}}}),
        ];
        let mut statement = elements.into_iter().cycle().nth(number).unwrap();
        statement["Effect"] = json!(effect);
        statement
    };
    let allow = json!({"Sid": "Holds", "Effect": "Allow", "Action": ["s3:ListBucket", "s3:Get*"],
        "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::*/${aws:PrincipalTag/team}/*"], "Condition": conditions()});
    let mut all: Vec<Value> = (0..24).map(near_miss).chain([allow]).collect();
    for statement in &mut all {
        if let Some(principal) = principal {
            statement["Principal"] = principal.clone();
        }
    }
    all
}

#[test]
fn a_decision_allocates_nothing() {
    let [identity, boundary, session, level] = std::array::from_fn(|_| set([statements(None), statements(None)]));
    let [resource, endpoint, rcp] =
        [json!({"AWS": "111111111111"}), json!("*"), json!("*")].map(|principal| set([statements(Some(&principal))]));
    let (context, account) = (context(), "111111111111".parse().unwrap());
    let policies = PolicySets {
        identity: &identity,
        boundary: Some(&boundary),
        session: Some(&session),
        resource: Some(&resource),
        trust_required: false,
        scps: Some(&[&level, &level]),
        rcps: Some(&[&rcp]),
        endpoint: Some(&endpoint),
    };
    let request = |resource| Request {
        principal: Principal::RoleSession {
            account,
            role_arn: ROLE,
            role_id: None,
            session_arn: "arn:aws:sts::111111111111:assumed-role/r/s",
            service_linked: false,
        },
        action: "s3:GetObject",
        resource,
        resource_account: Some(account),
        context: &context,
    };
    for (resource, expected) in
        [("arn:aws:s3:::b/blue/x", true), ("arn:aws:s3:::b/red/x", false), ("arn:aws:s3:::c", false)]
    {
        let decide = || decide(&request(resource), &policies).is_allowed();
        assert!((0..100).all(|_| decide() == expected), "{resource}");
        let region = Region::new(ALLOCATOR);
        let as_expected = (0..100).all(|_| decide() == expected);
        let change = region.change();
        assert!(as_expected);
        assert_eq!((change.allocations, change.reallocations), (0, 0), "{resource}: {change:?}");
    }
    let region = Region::new(ALLOCATOR);
    drop(context.clone());
    assert!(region.change().allocations > 0, "the allocator counts");
}
