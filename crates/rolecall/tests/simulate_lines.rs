//! Lines that are no questions, and how answers come out: `rolecall simulate --jsonl`.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod batch;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use batch::ask;
use serde_json::{Value, json};

const ALLOW: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;

/// A right question, with some members changed; those that are null are left out.
fn question(changes: &Value) -> String {
    let allow: Value = serde_json::from_str(ALLOW).unwrap();
    let mut question = json!({
        "id": "q",
        "principal": "arn:aws:iam::111111111111:user/u",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/x",
        "policies": {"identity": [allow]},
    });
    for (member, value) in changes.as_object().unwrap() {
        question[member] = value.clone();
    }
    question.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    question.to_string()
}

/// Lines, each with the code of the error that it must be answered with, or `allowed`.
fn hostile() -> Vec<(Vec<u8>, &'static str)> {
    let right = question(&json!({}));
    let changed = |changes: Value, code| (question(&changes).into_bytes(), code);
    let text = |line: String, code| (line.into_bytes(), code);
    let policies = |policies: Value, code| changed(json!({"policies": policies}), code);
    let mut lines = vec![
        text(right.clone(), "allowed"),
        text("nope".to_owned(), "notJson"),
        text(right.strip_suffix('}').unwrap().to_owned(), "notJson"),
        text(format!("{right} {right}"), "notJson"),
        text("\0".to_owned(), "notJson"),
        text(right.replace("user/u", "user/\0"), "notJson"),
        (b"{\"id\": \"\xff\"}".to_vec(), "notJson"),
        text("[".repeat(100_000), "invalidQuestion"),
        text("{\"id\":".repeat(100_000), "notJson"),
        text("[]".to_owned(), "invalidQuestion"),
        text("7".to_owned(), "invalidQuestion"),
        text("null".to_owned(), "invalidQuestion"),
        text(r#"["q", "*", "s3:GetObject", "*"]"#.to_owned(), "invalidQuestion"),
        text("{}".to_owned(), "invalidQuestion"),
        text(right.replacen('{', r#"{"action":"s3:GetObject","#, 1), "invalidQuestion"),
        text(format!("{}{right}", " ".repeat(5 << 20)), "lineTooLong"),
        text("x".repeat(9 << 20), "lineTooLong"),
        text(question(&json!({"resource": format!("arn:aws:s3:::b/{}", "x".repeat(1 << 20))})), "allowed"),
    ];
    for member in ["principal", "action", "resource"] {
        lines.push(changed(json!({member: null}), "invalidQuestion"));
        lines.push(changed(json!({member: 7}), "invalidQuestion"));
        lines.push(changed(json!({member: ["*"]}), "invalidQuestion"));
    }
    lines.extend([
        changed(json!({"principals": "*"}), "invalidQuestion"),
        changed(json!({"principal": ""}), "invalidPrincipal"),
        changed(json!({"principal": "user/u"}), "invalidPrincipal"),
        changed(json!({"principal": "arn:aws:iam::111111111111:group/g"}), "invalidPrincipal"),
        changed(json!({"principal": "arn:aws:iam::111111111111:user/\u{0}"}), "invalidPrincipal"),
        changed(json!({"principal": "arn:aws-cn:iam::111111111111:user/u"}), "invalidPrincipal"),
        changed(json!({"action": "s3:*"}), "invalidAction"),
        changed(json!({"action": "GetObject"}), "invalidAction"),
        changed(json!({"resource": "b/x"}), "invalidResource"),
        changed(json!({"resourceAccount": "1"}), "invalidAccount"),
        changed(json!({"resourceAccount": 111_111_111_111_u64}), "invalidQuestion"),
        changed(json!({"context": []}), "invalidQuestion"),
        changed(json!({"context": {"aws:username": 7}}), "invalidQuestion"),
        changed(json!({"context": {"aws:username": true}}), "invalidQuestion"),
        changed(json!({"context": {"aws:username": ["a", 7]}}), "invalidQuestion"),
        changed(json!({"context": {"aws:username": {"a": "b"}}}), "invalidQuestion"),
        changed(json!({"context": {"aws:username": "a", "AWS:UserName": "b"}}), "invalidQuestion"),
        changed(json!({"context": {"aws:username": "\u{0}"}}), "allowed"),
        policies(json!([]), "invalidQuestion"),
        policies(json!("none"), "invalidQuestion"),
        policies(json!({"boundry": []}), "invalidQuestion"),
        policies(json!({"Identity": []}), "invalidQuestion"),
        policies(json!({"identity": {}}), "invalidQuestion"),
        policies(json!({"identity": [7]}), "invalidQuestion"),
        policies(json!({"identity": [[]]}), "invalidQuestion"),
        policies(json!({"identity": [null]}), "invalidQuestion"),
        policies(json!({"scps": [{}]}), "invalidQuestion"),
        policies(json!({"scps": vec![json!([]); 8]}), "invalidQuestion"),
        policies(json!({"resource": []}), "invalidQuestion"),
        text(right.replacen("\"policies\":{", "\"policies\":{},\"policies\":{", 1), "invalidQuestion"),
        text(right.replacen("\"identity\":", "\"boundary\":null,\"boundary\":[],\"identity\":", 1), "invalidQuestion"),
        policies(json!({"identity": ["nope"]}), "invalidPolicy"),
        policies(json!({"identity": [{}]}), "invalidPolicy"),
        policies(json!({"identity": [{"Statement": []}]}), "invalidPolicy"),
        policies(json!({"identity": [{"document": {}, "names": "p"}]}), "invalidQuestion"),
        policies(json!({"identity": [{"document": [], "name": "p"}]}), "invalidQuestion"),
        policies(
            json!({"identity": [{"document": format!("{}1{}", "[".repeat(999), "]".repeat(999))}]}),
            "invalidPolicy",
        ),
        policies(json!({"identity": [ALLOW, {"document": ALLOW, "name": "p"}]}), "allowed"),
        policies(json!({"identity": [ALLOW.repeat(4000)]}), "invalidPolicy"),
    ]);
    lines
}

#[test]
fn each_line_has_its_answer_and_the_others_go_on() {
    let lines = hostile();
    let right = question(&json!({"id": 7})).into_bytes();
    let asked = lines.iter().flat_map(|(line, _)| [line, &right]);
    let answers = ask(asked, &[]);
    assert_eq!(answers.len(), 2 * lines.len());
    for ((line, expected), pair) in lines.iter().zip(answers.chunks(2)) {
        let found = pair[0]["error"]["code"].as_str().or_else(|| pair[0]["decision"].as_str());
        let shown = String::from_utf8_lossy(&line[..line.len().min(200)]);
        assert_eq!(found, Some(*expected), "{shown}: {}", pair[0]);
        assert_eq!(pair[0].get("error").is_some(), pair[0].get("decision").is_none(), "{}", pair[0]);
        assert_eq!((&pair[1]["id"], &pair[1]["decision"]), (&json!(7), &json!("allowed")), "after {shown}");
    }
}

#[test]
fn an_error_tells_the_id_and_the_place() {
    let twice = json!({"identity": [ALLOW, {"name": "p", "document": "{\n  \"Statement\": 7}"}]});
    let answers =
        ask([question(&json!({"id": {"a": [1]}, "policies": twice})), question(&json!({"actoin": "x"}))], &[]);
    let error = &answers[0]["error"];
    assert_eq!(answers[0]["id"], json!({"a": [1]}));
    assert_eq!((&error["policy"], &error["position"]), (&json!("identity[1] `p`"), &json!({"line": 2, "column": 16})));
    assert_eq!(answers[1]["id"], "q");
    assert!(answers[1]["error"]["message"].as_str().unwrap().contains("actoin"), "{}", answers[1]);
}

#[test]
fn an_answer_is_one_line_whatever_the_id_holds() {
    let forged = format!("[\r{}\r, \"\\r\"]", r#"{"id":1,"decision":"allowed"}"#);
    let with_id = |line: String| line.replacen("\"id\":\"q\"", &format!("\"id\":{forged}"), 1);
    let right = with_id(question(&json!({})));
    assert!(right.contains('\r'));
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.args(["simulate", "--jsonl"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{right}\n{}", with_id(question(&json!({"action": "x"})))).unwrap();
    let printed = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(!printed.contains('\r'), "{printed:?}");
    let ids: Vec<Value> =
        printed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].take()).collect();
    assert_eq!(ids, [(); 2].map(|()| json!([{"id": 1, "decision": "allowed"}, "\r"])));
}

#[test]
fn a_role_named_by_its_arn_is_no_other_whatever_the_context_says() {
    let deny = json!({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}});
    let allow: Value = serde_json::from_str(ALLOW).unwrap();
    let linked = "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/web";
    let asked = |principal: &str| {
        question(&json!({
            "principal": principal,
            "context": {"aws:PrincipalArn": linked},
            "policies": {"identity": [allow], "scps": [[deny]]},
        }))
    };
    for (principal, expected) in [
        ("arn:aws:iam::111111111111:role/web", "explicitDeny"),
        ("arn:aws:iam::111111111111:role/team/web", "explicitDeny"),
        ("arn:aws:sts::111111111111:assumed-role/web/s1", "allowed"),
        (linked, "allowed"),
    ] {
        assert_eq!(ask([asked(principal)], &[])[0]["decision"], expected, "{principal}");
    }
}

#[test]
fn answers_say_which_statement_decided() {
    let deny = "{\n \"Version\": \"2012-10-17\", \"Statement\": [\n  {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"},\n   \
                {\"Sid\": \"No\", \"Effect\": \"Deny\", \"Action\": \"s3:Get*\", \"Resource\": \"*\"}]}";
    let named = json!({"identity": [ALLOW], "scps": [[ALLOW], [ALLOW, {"name": "guard", "document": deny}]]});
    // Of two policies of one name, the right one is pointed into.
    let same = json!({"identity": [{"name": "p", "document": ALLOW}, {"name": "p", "document": deny}]});
    let root = json!({"principal": "arn:aws:iam::111111111111:root", "policies": {}});
    let answers =
        ask([question(&json!({"policies": named})), question(&json!({"policies": same})), question(&root)], &[]);
    let position = json!({"index": 1, "line": 4, "column": 4});
    let decided = |kind: &str, name: &str| json!({"kind": kind, "name": name, "sid": "No", "position": position});
    assert_eq!(answers[0]["decidedBy"], decided("serviceControl", "guard"));
    assert_eq!(answers[1]["decidedBy"], decided("identityBased", "p"));
    assert_eq!(answers[2], json!({"id": "q", "decision": "allowed"}));
}

#[test]
fn explanations_come_where_they_are_asked_for() {
    let lines = [question(&json!({})), question(&json!({"action": "ec2:RunInstances"}))];
    for (options, explained) in [(&[][..], false), (&["--explain"], true)] {
        for answer in ask(&lines, options) {
            assert_eq!(answer.get("explanation").is_some(), explained, "{answer}");
            if explained {
                assert_eq!(answer["explanation"]["outcome"], answer["decision"]);
            }
        }
    }
}

#[test]
fn what_follows_from_the_principal_is_filled_in() {
    let condition = |operator: &str, key: &str, value: &str| {
        let statement =
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {key: value}}});
        json!({"identity": [{"Version": "2012-10-17", "Statement": statement}]})
    };
    let role = "arn:aws:iam::111111111111:role/team/web";
    for (changes, expected) in [
        (json!({"policies": condition("StringEquals", "aws:username", "u")}), "allowed"),
        (
            json!({"policies": condition("StringEquals", "aws:username", "u"), "context": {"aws:username": "x"}}),
            "implicitDeny",
        ),
        (
            json!({"policies": condition("StringEquals", "aws:username", "u"), "context": {"aws:UserName": []}}),
            "implicitDeny",
        ),
        (json!({"principal": role, "policies": condition("ArnEquals", "aws:PrincipalArn", role)}), "allowed"),
        (
            json!({"principal": role, "policies": condition("StringEquals", "aws:PrincipalType", "AssumedRole")}),
            "allowed",
        ),
    ] {
        assert_eq!(ask([question(&changes)], &[])[0]["decision"], expected, "{changes}");
    }
}

#[test]
fn order_is_kept_in_much_input() {
    let lines: Vec<_> =
        (0..5000).map(|id| question(&json!({"id": id, "resource": format!("arn:aws:s3:::b/{id}")}))).collect();
    let ids: Vec<_> = ask(&lines, &[]).iter().map(|answer| answer["id"].as_i64()).collect();
    assert!(ids.into_iter().eq((0..5000).map(Some)));
}

#[test]
fn a_question_is_answered_before_the_next_is_waited_for() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.args(["simulate", "--jsonl", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut stdin, mut answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for id in 0..3 {
        writeln!(stdin, "{}", question(&json!({"id": id}))).unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("{{\"id\":{id},")), "{answer}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_schema_names_the_members_that_are_taken() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/simulate.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let question = &schema["$defs"]["question"]["properties"];
    let named = &schema["$defs"]["document"]["oneOf"][1]["properties"];
    for (properties, changes) in [
        (question, json!({"other": 1})),
        (&question["policies"]["properties"], json!({"policies": {"other": 1}})),
        (named, json!({"policies": {"identity": [{"document": {}, "other": 1}]}})),
    ] {
        let answers = ask([self::question(&changes)], &[]);
        let message = answers[0]["error"]["message"].as_str().unwrap();
        let listed = message.split("expected ").nth(1).unwrap();
        let taken: BTreeSet<&str> = listed.split('`').skip(1).step_by(2).collect();
        assert_eq!(taken, properties.as_object().unwrap().keys().map(String::as_str).collect(), "{message}");
    }
    let codes = schema["$defs"]["answer"]["properties"]["error"]["properties"]["code"]["enum"].as_array().unwrap();
    let hostile = hostile();
    let shown: BTreeSet<&str> = hostile.iter().map(|(_, code)| *code).filter(|code| *code != "allowed").collect();
    assert_eq!(shown, codes.iter().map(|code| code.as_str().unwrap()).collect());
}
