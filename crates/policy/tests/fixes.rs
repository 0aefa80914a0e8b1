//! Fixes of refused requests: what is proposed for the explanation cases, and that each proposal, made on the documents by other means,
//! lets the request through.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[allow(dead_code, unused_imports, reason = "the decision cases use the rest")]
mod decision_support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use decision_support::Case;
use decision_support::run::asking;
use rolecall_oracle::from_seed;
use rolecall_policy::{Change, Explanation, PolicyType, StatementPlace, decide, explain, explain_with_fixes};
use serde_json::{Map, Value, json};

/// How many generated cases are looked at.
const CASES: u64 = 1_500;

fn read(case: &Value) -> Case {
    serde_json::from_value(case.clone()).unwrap_or_else(|error| panic!("{error}: {case:#}"))
}

fn explained(case: &Value) -> Explanation {
    asking(&read(case), explain_with_fixes)
}

fn is_allowed(case: &Value) -> bool {
    asking(&read(case), |request, sets| decide(request, sets).is_allowed())
}

fn is_case(name: &str) -> bool {
    name.strip_suffix(".json").is_some_and(|name| Path::new(name).extension().is_none())
}

#[test]
fn fixes_of_the_explanation_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut names: Vec<_> = std::fs::read_dir(folder.join("explanations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| is_case(name));
    names.sort();
    let mut found = String::new();
    for name in names {
        let text = std::fs::read_to_string(folder.join("explanations").join(&name)).unwrap();
        let explanation = explained(&serde_json::from_str(&text).unwrap());
        writeln!(found, "{}  {:?}", name.trim_end_matches(".json"), explanation.outcome).unwrap();
        for fix in &explanation.fixes {
            writeln!(found, "  {}", fix.to_string().replace('\n', "\n    ")).unwrap();
        }
    }
    let path = folder.join("explanations/fixes.txt");
    if std::env::var_os("ROLECALL_UPDATE_CASES").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, std::fs::read_to_string(&path).unwrap(), "found\n{found}");
}

#[test]
fn fixes_are_printed_whole_and_without_what_a_terminal_obeys() {
    let key = format!("a\u{1b}[2J\u{202e}{}", "long/".repeat(100));
    let explanation = explained(&json!({
        "name": "a long key",
        "principal": "arn:aws:iam::111111111111:user/u",
        "action": "s3:GetObject",
        "resource": format!("arn:aws:s3:::b/{key}"),
        "resourceAccount": "111111111111",
        "expect": {"decision": "implicitDeny"},
    }));
    let text = explanation.to_string();
    let (_, fixes) = text.split_once("Fixes, each tried on this request:\n").unwrap();
    let whole = format!("{}\"}}", "long/".repeat(100));
    assert!(fixes.trim_end().ends_with(&whole), "{fixes}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']) && !fixes.contains('…'), "{text}");
}

#[test]
fn after_each_fix_the_request_is_allowed() {
    let mut made = BTreeMap::new();
    for seed in 0..CASES {
        let mut case = serde_json::to_value(from_seed(seed)).unwrap();
        case["name"] = json!(format!("seed {seed}"));
        // Policies that are changed are bound anew, so that all are known by their ARNs here.
        case.as_object_mut().unwrap().remove("bindings");
        case["expect"] = json!({"decision": "unknown"});
        let explanation = explained(&case);
        let plain = asking(&read(&case), explain);
        assert_eq!(Explanation { fixes: Vec::new(), ..explanation.clone() }, plain, "{case:#}");
        assert!(explanation.fixes.is_empty() || !is_allowed(&case), "{case:#}");
        // Documents hold other characters as escapes, which a case file has no place for.
        let is_plain = |text: &str| text.chars().all(|c| c <= 'ÿ');
        for fix in explanation.fixes.iter().filter(|fix| is_plain(&fix.to_string())) {
            let mut changed = case.clone();
            for change in &fix.changes {
                make(change, &mut changed);
                *made.entry(format!("{change:?}").split(' ').next().unwrap().to_owned()).or_insert(0) += 1;
            }
            assert!(is_allowed(&changed), "{fix}\n{case:#}\n{changed:#}");
        }
    }
    // Enough of each kind to mean something.
    for (kind, least) in [("AskWith", 20), ("AddValue", 20), ("AddStatement", 200), ("RemoveStatement", 100)] {
        assert!(made.get(kind).is_some_and(|count| *count >= least), "{kind}: {made:?}");
    }
}

/// Makes a change in the JSON of a case.
fn make(change: &Change, case: &mut Value) {
    match change {
        Change::AskWith { key, value } => {
            let context = case["context"].as_object_mut().unwrap();
            context.retain(|other, _| !other.eq_ignore_ascii_case(key));
            context.insert(key.clone(), json!(value));
        }
        // Everyone is known by ARN.
        Change::SaveAgain { .. } => panic!("{case:#}"),
        Change::AddStatement { policy: Some(name), statement, .. } => {
            statements(document(case, name)).push(serde_json::from_str(statement).unwrap());
        }
        Change::AddStatement { policy_type, level, policy: None, statement } => {
            let statement: Value = serde_json::from_str(statement).unwrap();
            let new = json!({"Version": "2012-10-17", "Statement": [statement]});
            let policies = &mut case["policies"];
            let list = match (policy_type, level) {
                (PolicyType::IdentityBased, _) => &mut policies["identity"],
                (PolicyType::PermissionsBoundary, _) => &mut policies["boundary"],
                (PolicyType::SessionPolicy, _) => &mut policies["session"],
                (PolicyType::VpcEndpoint, _) => &mut policies["endpoint"],
                (PolicyType::ServiceControl, Some(level)) => &mut policies["scps"][*level],
                (PolicyType::ResourceBased | PolicyType::RoleTrust, _) => {
                    // There may be one without an Allow.
                    if policies["resource"].is_null() {
                        policies["resource"] = new;
                    } else {
                        statements(&mut policies["resource"]).extend(new["Statement"].as_array().unwrap().clone());
                    }
                    return;
                }
                other => panic!("{other:?}"),
            };
            match list {
                Value::Array(list) => list.push(new),
                none => *none = json!([new]),
            }
        }
        Change::RemoveStatement { at } => {
            let list = statements(document(case, &at.policy));
            let mut removed = list.remove(at.index);
            if list.is_empty() {
                // A document has at least one statement: this one speaks of nothing.
                let members = removed.as_object_mut().unwrap();
                members.retain(|name, _| !name.ends_with("Action") && name != "Condition");
                members.insert("Action".to_owned(), json!("none:None"));
                list.push(removed);
            }
        }
        Change::AddValue { at, element, operator, key, value } => {
            let statement = statement(case, at);
            let name = format!("{element:?}");
            match (operator, key) {
                (Some(operator), Some(key)) => {
                    let operators = statement["Condition"].as_object_mut().unwrap();
                    let (_, keys) = operators.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(operator)).unwrap();
                    push(&mut keys[key], value);
                }
                (Some(kind), None) => {
                    let kinds: &mut Map<String, Value> = statement[&name].as_object_mut().unwrap();
                    push(kinds.entry(kind.clone()).or_insert_with(|| json!([])), value);
                }
                _ => push(&mut statement[&name], value),
            }
        }
        other => panic!("{other:?}"),
    }
}

fn push(list: &mut Value, value: &str) {
    match list {
        Value::Array(list) => list.push(json!(value)),
        one => *one = json!([one.clone(), value]),
    }
}

fn statement<'c>(case: &'c mut Value, at: &StatementPlace) -> &'c mut Value {
    &mut statements(document(case, &at.policy))[at.index]
}

fn statements(document: &mut Value) -> &mut Vec<Value> {
    let list = &mut document["Statement"];
    if !list.is_array() {
        *list = json!([list.clone()]);
    }
    list.as_array_mut().unwrap()
}

/// The document by the name that it is given in decisions: `identity 0`, `scp level 1 0`.
fn document<'c>(case: &'c mut Value, name: &str) -> &'c mut Value {
    let policies = &mut case["policies"];
    let number = |text: &str| text.parse::<usize>().unwrap();
    match *name.split(' ').collect::<Vec<_>>() {
        ["resource", _] => &mut policies["resource"],
        ["scp", "level", level, place] => &mut policies["scps"][number(level)][number(place)],
        ["rcp", "level", level, place] => &mut policies["rcps"][number(level)][number(place)],
        [list, place] => &mut policies[list][number(place)],
        _ => panic!("{name}"),
    }
}
