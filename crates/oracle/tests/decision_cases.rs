//! The oracle gives the answers that are written by hand in the policy crate's case files.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use rolecall_oracle::{Case, Context, Decision, Outcome, PolicyType, evaluate};
use serde::Deserialize;
use serde_json::{Map, Value, json};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy/tests/cases/decisions").join(folder);
    let paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!paths.is_empty());
    paths
}

fn lines<T: for<'de> Deserialize<'de>>(folder: &str) -> Vec<T> {
    let texts = files(folder).into_iter().map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>()).collect()
}

fn assert_expected(cases: &[Case]) {
    for case in cases {
        let expect = case.expect.as_ref().unwrap();
        assert_eq!(evaluate(case), Outcome { decision: expect.decision, by: expect.by }, "{}", case.name);
    }
}

#[test]
fn worked_cases() {
    for path in files("worked") {
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_expected(&cases);
    }
}

#[test]
fn whole_decisions() {
    assert_expected(&lines("cases"));
}

/// One statement, and whether it holds as an Allow and as a Deny.
fn assert_statement(line: &Value, condition: Option<Value>, context: &Value, matches: &Value) {
    let mut elements = line["statement"].as_object().cloned().unwrap_or_default();
    elements.extend(condition.map(|condition| ("Condition".to_owned(), condition)));
    for (element, negated) in [("Action", "NotAction"), ("Resource", "NotResource")] {
        if !elements.contains_key(element) && !elements.contains_key(negated) {
            elements.insert(element.to_owned(), json!("*"));
        }
    }
    let with_effect = |effect: &str| {
        let effect = std::iter::once(("Effect".to_owned(), json!(effect)));
        elements.clone().into_iter().chain(effect).collect::<Map<_, _>>()
    };
    let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let version = line["version"].as_str().unwrap_or("2012-10-17");
    let decided = |statements: Value| {
        let mut case: Case = serde_json::from_value(json!({
            "principal": "arn:aws:iam::111111111111:user/u",
            "action": line["action"].as_str().unwrap_or("s3:GetObject"),
            "resource": line["resource"].as_str().unwrap_or("arn:aws:s3:::b/x"),
            "policies": {"identity": [{"Version": version, "Statement": statements}]},
        }))
        .unwrap();
        case.context =
            if context.is_null() { Context::new() } else { serde_json::from_value(context.clone()).unwrap() };
        evaluate(&case)
    };
    let (allows, denies) = match matches {
        Value::Bool(holds) => (*holds, *holds),
        _ => (false, true),
    };
    let by = Some(PolicyType::IdentityBased);
    let expected = |decision: Decision| Outcome { decision, by };
    let allow = if allows { Decision::Allowed } else { Decision::ImplicitDeny };
    let deny = if denies { Decision::ExplicitDeny } else { Decision::Allowed };
    assert_eq!(decided(json!([with_effect("Allow")])), expected(allow), "as an Allow: {line} {context}");
    assert_eq!(decided(json!([everything, with_effect("Deny")])), expected(deny), "as a Deny: {line} {context}");
}

#[test]
fn statements() {
    for line in lines::<Value>("statements") {
        assert_statement(&line, None, &line["context"], &line["matches"]);
    }
}

#[test]
fn operators() {
    for line in lines::<Value>("operators") {
        for (prefix, absent) in
            [("", line["absent"].as_bool().unwrap()), ("ForAllValues:", true), ("ForAnyValue:", false)]
        {
            for suffix in ["", "IfExists"] {
                let operator = format!("{prefix}{}{suffix}", line["operator"].as_str().unwrap());
                let condition = json!({operator: {"aws:Key": line["wanted"]}});
                let absent = absent || !suffix.is_empty();
                let prefixed = !prefix.is_empty();
                let (holds, fails) = (&line["holds"], &line["fails"]);
                for (context, matches) in [
                    (json!({}), absent),
                    (json!({"aws:Key": holds}), true),
                    (json!({"aws:Key": fails}), false),
                    (json!({"aws:Key": [holds]}), prefixed),
                    (json!({"aws:Key": [holds, fails]}), prefix == "ForAnyValue:"),
                    (json!({"aws:Key": [fails, fails]}), false),
                    (json!({"aws:Key": []}), absent),
                ] {
                    assert_statement(&json!({}), Some(condition.clone()), &context, &json!(matches));
                }
            }
        }
    }
}
