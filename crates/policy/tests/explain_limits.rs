//! Explanations of hostile documents and requests: of bounded size, and of the decision's outcome.
#![expect(clippy::unwrap_used, reason = "tests")]

mod explain_support;

use std::sync::Arc;

use explain_support::faults;
use rolecall_policy::{
    Bindings, Cause, ContextMap, Explanation, Member, Outcome, Policy, PolicySet, PolicySets, Principal, Request,
    Verdict, decide, document, explain,
};
use serde_json::{Value, json};

const USER: &str = "arn:aws:iam::111111111111:user/u";

/// The most bytes of JSON, and the most lines of text.
const BYTES: usize = 1 << 21;
const LINES: usize = 200;

fn member(name: &str, statements: &Value) -> Member {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let policy = Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn);
    Member::new(name, Arc::new(policy)).with_text(text)
}

fn request<'a>(action: &'a str, resource: &'a str, context: &'a ContextMap) -> Request<'a> {
    let account = "111111111111".parse().unwrap();
    Request {
        principal: Principal::User { account, arn: USER, id: None },
        action,
        resource,
        resource_account: None,
        context,
    }
}

/// Explains with these identity policies, and looks at the sizes.
fn explained(identity: Vec<Member>, request: &Request<'_>) -> Explanation {
    let identity = PolicySet::new(identity);
    let sets = PolicySets { identity: &identity, ..PolicySets::default() };
    let explanation = explain(request, &sets);
    let json = serde_json::to_string(&explanation).unwrap();
    let text = explanation.to_string();
    assert!(json.len() < BYTES, "{}", json.len());
    assert!(text.lines().count() < LINES, "{}", text.lines().count());
    let faults = faults(&explanation, &decide(request, &sets));
    assert!(faults.is_empty() || explanation.out_of_steps, "{faults:?}");
    explanation
}

#[test]
fn of_many_statements_the_nearest_are_listed() {
    let far = json!({"Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:::x"});
    let near = json!({"Sid": "Near", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::c"});
    let many: Vec<_> = std::iter::repeat_n(&far, 1_500).chain([&near]).chain(std::iter::repeat_n(&far, 20)).collect();
    let members = (0..4).map(|name| member(&name.to_string(), &json!(many))).collect();
    let context = ContextMap::new();
    let explanation = explained(members, &request("s3:GetObject", "arn:aws:s3:::b", &context));
    let nearest = explanation.nearest_miss().unwrap();
    assert_eq!((&*nearest.at.policy, nearest.at.index, nearest.at.sid.as_deref()), ("0", 1_500, Some("Near")));
    let gate = &explanation.gates[explanation.failed_gate.unwrap()];
    assert_eq!(gate.statements.len() + gate.more_statements, 4 * 1_521);
}

#[test]
fn of_long_lists_and_texts_the_beginnings_are_quoted() {
    let values: Vec<_> = (0..2_000).map(|n| format!("arn:aws:s3:::bucket-{n}")).collect();
    let keys: serde_json::Map<_, _> =
        (0..300).map(|n| (format!("aws:RequestTag/{n}"), json!(vec!["x".repeat(50); 5]))).collect();
    let statements = json!([
        {"Effect": "Allow", "Action": "s3:*", "Resource": values},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": keys}},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": {"k".repeat(5_000): "v".repeat(20_000)}}},
        {"Sid": "s".repeat(9_000), "Effect": "Allow", "Action": "s3:*", "Resource": format!("arn:aws:s3:::{}", "é".repeat(3_000))},
    ]);
    let mut context = ContextMap::new();
    context.insert_many("aws:RequestTag/0", std::iter::repeat_n("y".repeat(5_000).as_str(), 5_000));
    let resource = format!("arn:aws:s3:::{}", "é".repeat(2_999));
    let explanation = explained(vec![member("p", &statements)], &request("s3:GetObject", &resource, &context));
    let statements: Vec<_> = explanation.gates.iter().flat_map(|gate| &gate.statements).collect();
    let elements = statements.iter().flat_map(|statement| &statement.elements);
    let blocking: Vec<_> = elements.filter(|element| element.blocks).collect();
    let longest = blocking.iter().flat_map(|element| element.wanted.iter().map(|wanted| wanted.text.chars().count()));
    assert!(longest.max().unwrap() <= 513);
    assert!(blocking.iter().all(|element| element.wanted.len() <= 4 && element.got.len() <= 4));
    assert_eq!((blocking[0].more_wanted, statements[1].more_elements), (1_996, 290));
    assert_eq!(blocking.last().unwrap().difference.unwrap().at, 13 + 2_999);
}

#[test]
fn what_reaches_a_terminal_is_harmless() {
    let statements = json!([{
        "Sid": "a\u{9b}2J", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b\u{85}*",
        "Condition": {"StringEquals": {"aws:UserAgent\u{9b}": "x\u{9b}31m"}},
    }]);
    let context = ContextMap::new().with("aws:UserAgent\u{9b}", "\u{1b}[2J\u{202e}");
    let explanation =
        explained(vec![member("p\u{1b}", &statements)], &request("s3:Get\u{1b}[1m", "arn:aws:s3:::\n", &context));
    assert_eq!(explanation.outcome, Outcome::ImplicitDeny);
}

#[test]
fn a_decision_without_steps_is_explained_as_denied() {
    let pattern = |n: usize| format!("arn:aws:s3:::*{}{n}*", "?a".repeat(400));
    let hostile = |n: usize| json!({"Effect": "Deny", "Action": "s3:*", "Resource": pattern(n)});
    let denies: Vec<_> = (0..100).map(hostile).collect();
    let members = (0..4).map(|name| member(&name.to_string(), &json!(denies))).collect();
    let resource = format!("arn:aws:s3:::{}", "a".repeat(20_000));
    let explanation = explained(members, &request("s3:GetObject", &resource, &ContextMap::new()));
    assert!(explanation.out_of_steps);
    assert_eq!(explanation.outcome, Outcome::ExplicitDeny);
    let deciding = explanation.gates[0].deciding().unwrap();
    assert_eq!(Some(&deciding.at), explanation.deciding.as_ref());
    assert!(deciding.holds);
    assert!(explanation.gates[0].more_statements > 300);
    assert!(explanation.to_string().contains("take too long"));
}

#[test]
fn a_hundred_thousand_levels_are_explained() {
    let statements = json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]);
    let set = PolicySet::new([member("p", &statements)]);
    let levels = vec![&set; 100_000];
    let context = ContextMap::new();
    let sets = PolicySets { identity: &set, scps: Some(&levels), ..PolicySets::default() };
    let explanation = explain(&request("s3:GetObject", "arn:aws:s3:::b", &context), &sets);
    assert_eq!((explanation.outcome, explanation.gates.len()), (Outcome::Allowed, 100_007));
}

#[test]
fn one_comparison_without_end_is_named() {
    let pattern = format!("arn:aws:s3:::*{}b*", "?a".repeat(2_800));
    let statement = json!([{"Effect": "Allow", "Action": "s3:*", "Resource": pattern}]);
    let resource = format!("arn:aws:s3:::{}", "a".repeat(60_000));
    let explanation = explained(vec![member("p", &statement)], &request("s3:GetObject", &resource, &ContextMap::new()));
    let nearest = explanation.nearest_miss().unwrap();
    let element = nearest.blocking().next().unwrap();
    assert_eq!((element.verdict, element.cause), (Verdict::Undecidable, Some(Cause::TooLong)));
}

#[test]
fn without_texts_there_are_verdicts_and_no_quotations() {
    let statements = json!([{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}, {"Sid": "B", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::c"}]);
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let policy = Arc::new(Policy::compile(&document::parse(&text).unwrap(), Bindings::ByArn));
    let context = ContextMap::new();
    let request = request("s3:GetObject", "arn:aws:s3:::b", &context);
    // A text that is not the policy's is not quoted either.
    let other = r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#;
    for member in [
        Member::new("p", policy.clone()),
        Member::new("p", policy.clone()).with_text(other),
        Member::new("p", policy.clone()).with_text("no document"),
    ] {
        let explanation = explained(vec![member], &request);
        let gate = &explanation.gates[explanation.failed_gate.unwrap()];
        let blocking: Vec<_> = gate.statements.iter().map(|statement| statement.blocking().count()).collect();
        assert_eq!(blocking, [1, 1]);
        assert_eq!(gate.statements[1].at.sid.as_deref(), Some("B"));
        let bare = |statement: &rolecall_policy::StatementReport| {
            statement.at.place.is_none() && statement.elements.iter().all(|element| element.wanted.is_empty())
        };
        assert!(gate.statements.iter().all(bare));
    }
}

#[test]
fn variables_with_long_values_are_expanded_only_for_so_long() {
    let values: Vec<_> = (0..200).map(|n| format!("${{aws:UserAgent}}{n}")).collect();
    let keys: serde_json::Map<_, _> = (0..12).map(|n| (format!("aws:RequestTag/{n}"), json!(values))).collect();
    let statement = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": keys}});
    let statements = vec![statement; 5];
    let members = (0..6).map(|name| member(&name.to_string(), &json!(statements))).collect();
    let long = "x".repeat(8_000);
    let mut context = ContextMap::new().with("aws:UserAgent", &long);
    for n in 0..12 {
        context.insert(&format!("aws:RequestTag/{n}"), &long);
    }
    let explanation = explained(members, &request("s3:GetObject", "*", &context));
    assert_eq!(explanation.outcome, Outcome::ImplicitDeny);
}
