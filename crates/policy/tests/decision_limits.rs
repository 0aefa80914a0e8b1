//! Policies and requests made to take long are denied; those that are merely large are decided.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use rolecall_policy::{
    Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, decide, document,
};
use serde_json::{Value, json};

/// Whether the statement holds as an Allow alone, and as a Deny beside an Allow of everything.
fn holds(elements: &Value, context: &ContextMap) -> (bool, bool) {
    let statement = |effect: &str| {
        let mut statement = json!({"Effect": effect, "Action": "*", "Resource": "*"});
        statement.as_object_mut().unwrap().extend(elements.as_object().unwrap().clone());
        statement
    };
    let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let is_allowed = |statements: Value| {
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let policy = Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn);
        let account = "111111111111".parse().unwrap();
        let request = Request {
            principal: Principal::User { account, arn: "arn:aws:iam::111111111111:user/u", id: None },
            action: "s3:GetObject",
            resource: &format!("arn:aws:s3:::{}", "b".repeat(1_000)),
            resource_account: None,
            context,
        };
        let identity = PolicySet::new([Member::new("policy", Arc::new(policy))]);
        let policies = PolicySets { identity: &identity, ..PolicySets::default() };
        decide(&request, &policies).is_allowed()
    };
    (is_allowed(json!([statement("Allow")])), !is_allowed(json!([everything, statement("Deny")])))
}

const UNDECIDABLE: (bool, bool) = (false, true);

fn agent(pattern: impl Into<Value>) -> Value {
    json!({"Condition": {"StringLike": {"aws:UserAgent": pattern.into()}}})
}

#[test]
fn what_would_take_long_is_undecidable() {
    let long = ContextMap::new().with("aws:UserAgent", &"a".repeat(60_000));
    assert_eq!(holds(&agent("*".to_owned() + &"?a".repeat(2_800) + "b*"), &long), UNDECIDABLE);

    let headers =
        ContextMap::new().with("aws:UserAgent", &"a".repeat(45_000)).with("aws:Referer", &("a".repeat(15_000) + "b"));
    assert_eq!(holds(&agent(vec!["*${aws:Referer}*"; 300]), &headers), UNDECIDABLE);

    assert_eq!(holds(&agent(vec!["*b*"; 20_000]), &long), UNDECIDABLE);

    let keys: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
    let many = ContextMap::new().with_many("aws:TagKeys", keys.iter().map(String::as_str));
    let none = json!({"Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": vec!["x"; 10_000]}}});
    assert_eq!(holds(&none, &many), UNDECIDABLE);
    let numbers = json!({"Condition": {"ForAnyValue:NumericLessThan": {"aws:TagKeys": vec!["0"; 10_000]}}});
    assert_eq!(holds(&numbers, &many), UNDECIDABLE);

    let variables = json!({"Resource": "arn:aws:s3:::*".to_owned() + &"${aws:Referer}".repeat(9_000)});
    assert_eq!(holds(&variables, &headers), UNDECIDABLE);
}

#[test]
fn what_cannot_be_decided_in_time_stays_undecided_after_it() {
    let long = ContextMap::new().with("aws:UserAgent", &"a".repeat(60_000)).with("aws:username", "u");
    let hostile = "*".to_owned() + &"?a".repeat(2_800) + "b*";
    let both =
        json!({"Condition": {"StringNotLike": {"aws:UserAgent": hostile}, "StringEquals": {"aws:username": "u"}}});
    assert_eq!(holds(&both, &long), UNDECIDABLE);
}

#[test]
fn what_is_large_is_decided() {
    let value = |end: &str| ContextMap::new().with("aws:UserAgent", &("agent/2.0 ".repeat(200) + end));
    for pattern in ["*z*", "*?z*", "?*z*", "*0 z*", "*agent?z*"] {
        let six_kilobytes = agent(vec![pattern; 6_000 / (pattern.len() + 3)]);
        assert_eq!(holds(&six_kilobytes, &value("")), (false, false), "{pattern}");
        assert_eq!(holds(&six_kilobytes, &value(" 0 z agent/z")), (true, true), "{pattern}");
    }
    let wildcards = agent("*a".repeat(10_000));
    assert_eq!(holds(&wildcards, &ContextMap::new().with("aws:UserAgent", &"a".repeat(10_000))), (true, true));
    assert_eq!(holds(&wildcards, &ContextMap::new().with("aws:UserAgent", &"a".repeat(9_999))), (false, false));
    let mut names = vec!["Dr Nobody"; 12_000];
    names.push("Ada");
    let list = json!({"Condition": {"StringEquals": {"aws:username": names}}});
    assert_eq!(holds(&list, &ContextMap::new().with("aws:username", "Ada")), (true, true));
    assert_eq!(holds(&list, &ContextMap::new().with("aws:username", "Bob")), (false, false));
}
