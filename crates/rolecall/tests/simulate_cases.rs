//! The decision cases of the policy crate, asked through `rolecall simulate --jsonl`.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod batch;

use std::fs;
use std::path::{Path, PathBuf};

use batch::ask;
use serde_json::{Map, Value, json};

/// The keys that follow from the principal. The cases say what is there, so that the rest must be taken away.
const DERIVED: [&str; 8] = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
];

const SERVICE_LINKED: &str = "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";

/// A question and what the case expects of it.
struct Asked {
    place: String,
    question: Value,
    expected: Value,
}

/// Every line of every file under `folder`, or the members of the list in each, with the place where it stands.
fn cases(folder: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policy/tests/cases/decisions").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let in_file = |path: &PathBuf| -> Vec<(String, Value)> {
        let text = fs::read_to_string(path).unwrap();
        let list: Vec<Value> = match serde_json::from_str(&text) {
            Ok(list) => list,
            Err(_) => text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        };
        let name = path.file_name().unwrap().to_str().unwrap();
        list.into_iter().map(|case| (format!("{name}: {}", case["name"]), case)).collect()
    };
    paths.iter().flat_map(in_file).collect()
}

/// A case in the batch form; `None` for what only the library can be asked: unique ids, and who stands behind a
/// federated user.
fn asked(place: String, case: &Value) -> Option<Asked> {
    let principal = &case["principal"];
    let detail = |name: &str| principal.get(name).filter(|value| **value != json!(false));
    let names_issuer = case["policies"].to_string().contains("user/u") && place.contains("issuer");
    if case.get("bindings").is_some() || detail("id").is_some() || names_issuer {
        return None;
    }
    let mut context = case.get("context").and_then(Value::as_object).cloned().unwrap_or_default();
    for key in DERIVED {
        if !context.keys().any(|given| given.eq_ignore_ascii_case(key)) {
            context.insert(key.to_owned(), json!([]));
        }
    }
    let role = detail("serviceLinked").map(|_| json!(SERVICE_LINKED)).or_else(|| detail("roleArn").cloned());
    if let Some(role) = role {
        context.insert("aws:PrincipalArn".to_owned(), role);
    }
    let mut policies = case.get("policies").and_then(Value::as_object).cloned().unwrap_or_default();
    policies.remove("trustRequired");
    if let Some(endpoint) = policies.remove("endpoint") {
        policies.insert("vpcEndpoint".to_owned(), endpoint);
    }
    let question = json!({
        "principal": detail("arn").unwrap_or(principal),
        "action": case["action"],
        "resource": case["resource"],
        "resourceAccount": case.get("resourceAccount"),
        "context": context,
        "policies": policies,
    });
    Some(Asked { place, question, expected: case["expect"].clone() })
}

/// The answer in the form in which cases expect it.
fn found(answer: &Value) -> Value {
    let mut found = Map::new();
    found.insert("decision".to_owned(), answer["decision"].clone());
    if let Some(by) = answer.get("decidedBy") {
        let kind = by["kind"].as_str().unwrap();
        let (first, rest) = kind.split_at(1);
        found.insert("by".to_owned(), json!(format!("{}{rest}", first.to_uppercase())));
        let place = by.get("position").map(|position| ("statement".to_owned(), position["index"].clone()));
        found.extend(place);
        found.extend(by.get("sid").map(|sid| ("sid".to_owned(), sid.clone())));
    }
    Value::Object(found)
}

/// Asks them all; those whose documents are refused, and the differences of the others.
fn differences(asked: &[Asked]) -> (Vec<&str>, Vec<String>) {
    let (mut refused, mut wrong) = (Vec::new(), Vec::new());
    for (case, answer) in asked.iter().zip(ask(asked.iter().map(|case| case.question.to_string()), &[])) {
        match answer.get("error") {
            Some(error) if error["code"] == "invalidPolicy" => refused.push(&*case.place),
            _ if found(&answer) == case.expected => {}
            _ => wrong.push(format!("{}: expected {}, found {answer}", case.place, case.expected)),
        }
    }
    (refused, wrong)
}

#[test]
fn whole_decisions_are_those_of_the_engine() {
    let cases: Vec<_> = ["worked", "cases"].iter().flat_map(|folder| cases(folder)).collect();
    let asked: Vec<_> = cases.into_iter().filter_map(|(place, case)| asked(place, &case)).collect();
    assert!(asked.len() > 320, "only {} cases can be asked", asked.len());
    let (refused, mut wrong) = differences(&asked);
    // A key without a policy trusts nobody, whereas that case stands for any resource.
    let retires = wrong.iter().position(|difference| difference.contains("RCP: not kms:RetireGrant")).unwrap();
    wrong.remove(retires);
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), asked.len(), wrong.join("\n"));
    // Those files show what the engine makes of documents that AWS refuses.
    let meant = ["undecidable.jsonl", "unrecognisable.jsonl", "principals.jsonl: \"no ", "principals.jsonl: \"a group"];
    let meant = |place: &&str| {
        meant.iter().any(|start| place.starts_with(start))
            || place.contains("services have no wildcards")
            || place.contains("web identity under a deny for everyone")
    };
    let unexpected: Vec<_> = refused.iter().filter(|place| !meant(place)).collect();
    assert!(unexpected.is_empty() && refused.len() < 40, "{} refused: {unexpected:?}", refused.len());
}

/// The statement as an Allow, and as a Deny beside an Allow of everything.
fn tried(place: &str, case: &Value) -> [Asked; 2] {
    let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let matches = match &case["matches"] {
        Value::Bool(matches) => [*matches, *matches],
        _ => [false, true],
    };
    ["Allow", "Deny"].map(|effect| {
        let mut statement = case["statement"].clone();
        statement["Effect"] = json!(effect);
        for (element, negated) in [("Action", "NotAction"), ("Resource", "NotResource")] {
            if statement.get(element).is_none() && statement.get(negated).is_none() {
                statement[element] = json!("*");
            }
        }
        let (statements, decision, by) = match (effect, matches) {
            ("Allow", [true, _]) => (json!([statement]), "allowed", 0),
            ("Allow", _) => (json!([statement]), "implicitDeny", -1),
            (_, [_, true]) => (json!([everything, statement]), "explicitDeny", 1),
            _ => (json!([everything, statement]), "allowed", 0),
        };
        let version = case.get("version").cloned().unwrap_or(json!("2012-10-17"));
        let whole = json!({
            "principal": "arn:aws:iam::111111111111:user/u",
            "action": case.get("action").unwrap_or(&json!("s3:GetObject")),
            "resource": case.get("resource").unwrap_or(&json!("arn:aws:s3:::b/x")),
            "context": case.get("context"),
            "policies": {"identity": [{"Version": version, "Statement": statements}]},
        });
        let mut expected = json!({"decision": decision, "by": "IdentityBased"});
        if by >= 0 {
            expected["statement"] = json!(by);
        }
        let mut asked = asked(format!("{place} as {effect}"), &whole).unwrap();
        asked.expected = expected;
        asked
    })
}

/// Marks of statements in documents that AWS refuses: a variable in an action, a wildcard in the service of a resource, a
/// variable in the account of an IAM resource, a date that is none.
const REFUSED_STATEMENTS: [&str; 10] = [
    "Action s3:${aws:K}",
    "arn:aws:s3:*:*:b",
    "arn:aws:*:::b",
    "arn:*:s3:::b",
    "arn:aws:s?:::b",
    "arn:aws:iam::${aws:PrincipalAccount}",
    "tomorrow",
    "2024-02-30",
    "a date that is none",
    "variable in DateEquals",
];

#[test]
fn statements_hold_where_the_engine_says_so() {
    let asked: Vec<_> = cases("statements").iter().flat_map(|(place, case)| tried(place, case)).collect();
    assert!(asked.len() > 700, "{}", asked.len());
    let (refused, wrong) = differences(&asked);
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), asked.len(), wrong.join("\n"));
    let meant = |place: &&&str| REFUSED_STATEMENTS.iter().any(|mark| place.contains(mark));
    let unexpected: Vec<_> = refused.iter().filter(|place| !meant(place)).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
}

#[test]
fn operators_hold_for_what_they_hold_for() {
    let mut asked = Vec::new();
    for (_, operator) in cases("operators") {
        for (actual, holds) in [("holds", true), ("fails", false)] {
            let case = json!({
                "statement": {"Condition": {operator["operator"].as_str().unwrap(): {"aws:Key": operator["wanted"]}}},
                "context": {"aws:Key": operator[actual]},
                "matches": holds,
            });
            asked.extend(tried(&format!("{} {actual}", operator["operator"]), &case));
        }
    }
    assert_eq!(asked.len(), 26 * 2 * 2);
    let (refused, wrong) = differences(&asked);
    assert!(wrong.is_empty() && refused.is_empty(), "{refused:?}\n{}", wrong.join("\n"));
}
