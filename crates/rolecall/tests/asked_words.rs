//! `rolecall simulate` and `rolecall can` about one question under policies in files: what they print, and their exit
//! codes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fs;
use std::net::TcpListener;

use serde_json::{Value, json};
use support::rolecall;

const USER: &str = "arn:aws:iam::111111111111:user/ada";

fn document(effect: &str, action: &str, more: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "{effect}", "Action": "{action}", "Resource": "*"{more}}}}}"#
    )
}

/// A directory with policies of every type.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let named = r#", "Principal": {"AWS": "111111111111"}"#;
    let team = r#", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}, "StringEquals": {"aws:username": "ada"}}"#;
    for (name, text) in [
        ("s3", document("Allow", "s3:*", "")),
        ("ec2", document("Allow", "ec2:*", "")),
        ("full", document("Allow", "*", "")),
        ("guard", document("Deny", "s3:*", "")),
        ("bucket", document("Allow", "s3:*", named)),
        ("outside", document("Deny", "s3:*", r#", "Principal": "*""#)),
        ("team", document("Allow", "s3:*", team)),
        ("broken", "{}".to_owned()),
        ("trust", document("Allow", "sts:AssumeRole", named).replace(r#", "Resource": "*""#, "")),
        ("assume", document("Allow", "sts:AssumeRole", "")),
    ] {
        fs::write(home.path().join(name), text).unwrap();
    }
    home
}

/// The exit code, what was printed, and what was said about failures.
fn run(home: &tempfile::TempDir, words: &str) -> (Option<i32>, String, String) {
    let mut command = rolecall(words.split(' ').map(|word| if word == "USER" { USER } else { word }));
    for name in
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_IAM"]
    {
        command.env_remove(name);
    }
    let output = command.current_dir(home).env("HOME", home.path()).output().unwrap();
    let [printed, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), printed, said)
}

#[test]
fn the_exit_code_is_the_answer() {
    let home = home();
    for (options, code, start) in [
        ("--identity s3", 0, "ALLOWED"),
        ("--identity ec2", 1, "DENIED"),
        ("--identity ec2 --identity s3", 0, "ALLOWED"),
        ("--identity s3 --boundary ec2", 1, "DENIED"),
        ("--identity s3 --session ec2 --session s3", 0, "ALLOWED"),
        ("--identity s3 --scp full --scp s3", 0, "ALLOWED"),
        ("--identity s3 --scp full --scp full,guard", 1, "DENIED"),
        ("--identity s3 --scp guard", 1, "DENIED"),
        ("--identity s3 --rcp bucket,outside", 1, "DENIED"),
        ("--identity s3 --vpc-endpoint-policy bucket", 0, "ALLOWED"),
        ("--identity s3 --resource-policy bucket --resource-account 222222222222", 0, "ALLOWED"),
        ("--identity s3 --resource-account 222222222222", 1, "DENIED"),
        ("--identity team", 1, "DENIED"),
        ("--identity team --context aws:TagKeys=x --context AWS:tagkeys=b", 0, "ALLOWED"),
        ("--identity team --context aws:TagKeys=b --context aws:username=bob", 1, "DENIED"),
        ("--identity broken", 3, ""),
        ("--identity s3 --boundary broken", 3, ""),
        ("--identity nowhere", 2, ""),
        ("--identity s3 --context aws:username", 2, ""),
        ("--identity s3 --context username=x", 2, ""),
        ("--identity s3 --resource-account 1", 2, ""),
        ("--identity s3 --boundry s3", 2, ""),
    ] {
        for command in [
            format!("can USER s3:GetObject arn:aws:s3:::b/x {options}"),
            format!("simulate --principal USER --action s3:GetObject --resource arn:aws:s3:::b/x {options}"),
        ] {
            let (found, printed, said) = run(&home, &command);
            assert_eq!(found, Some(code), "{command}\n{printed}{said}");
            assert!(printed.starts_with(start) && printed.is_empty() == start.is_empty(), "{command}\n{printed}");
            assert_eq!(said.is_empty(), code < 2, "{command}\n{said}");
        }
    }
}

#[test]
fn roles_are_assumed_only_where_they_trust() {
    let home = home();
    for (options, code) in [
        ("--identity assume", 1),
        ("--resource-policy trust", 1),
        ("--identity assume --resource-policy trust", 0),
        ("--identity assume --resource-policy bucket", 3),
    ] {
        let (found, printed, said) =
            run(&home, &format!("can USER sts:AssumeRole arn:aws:iam::111111111111:role/web {options}"));
        assert_eq!(found, Some(code), "{options}\n{printed}{said}");
    }
}

#[test]
fn words_that_make_no_question() {
    let home = home();
    for (words, expected) in [
        ("simulate", "--principal <ARN>"),
        ("simulate --principal USER --action s3:GetObject", "--resource <ARN>"),
        ("simulate --jsonl --principal USER", "cannot be used with"),
        ("simulate --jsonl - --identity s3", "cannot be used with"),
        ("simulate --jsonl - --context aws:username=u", "cannot be used with"),
        ("simulate --jsonl - --format json", "cannot be used with"),
        ("can USER s3:GetObject * --session s3 --endpoint http://127.0.0.1:1 --profile ops", "credentials"),
        ("simulate --explain", "--jsonl"),
        ("simulate --jsonl nowhere.jsonl", "nowhere.jsonl: "),
        ("simulate --principal ada --action s3:GetObject --resource * --identity s3", "a principal is the ARN"),
        ("simulate --principal USER --action s3:Get* --resource * --identity s3", "without wildcards"),
        ("simulate --principal USER --action s3:GetObject --resource b --identity s3", "a resource is an ARN"),
        ("can USER s3:GetObject", "<RESOURCE>"),
        ("can user/ada s3:GetObject * --identity s3", "`user/ada` does not say of which account"),
        ("can user/ada s3:GetObject *", "no server and no policy is named"),
        ("can user/ada s3:GetObject * --endpoint 127.0.0.1:1", "is not an endpoint"),
        ("can user/ada s3:GetObject * --endpoint http://127.0.0.1:1", "credentials"),
        ("can user/ada s3:GetObject * --endpoint http://127.0.0.1:1 --identity s3", "credentials"),
        ("simulate --jsonl - --endpoint http://127.0.0.1:1", "cannot be used with"),
    ] {
        let (code, printed, said) = run(&home, words);
        assert_eq!((code, &*printed), (Some(2), ""), "{words}\n{said}");
        assert!(said.contains(expected), "{words}\n{said}");
    }
}

#[test]
fn as_json_there_is_nothing_but_the_answer() {
    let home = home();
    let (code, printed, said) = run(&home, "can USER s3:GetObject arn:aws:s3:::b/x --identity ec2 --format json");
    let answer: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((code, &*said, printed.lines().count()), (Some(1), "", 1));
    assert_eq!((&answer["decision"], &answer["decidedBy"]["kind"]), (&json!("implicitDeny"), &json!("identityBased")));
    assert_eq!(answer["explanation"]["outcome"], "implicitDeny");
}

#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let home = home();
    fs::write(home.path().join("keys"), "[ops]\naws_access_key_id = AKIA\naws_secret_access_key = hidden\n").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for words in [
        "can user/ada s3:GetObject *",
        "can USER s3:GetObject *",
        "simulate --principal USER --action s3:GetObject --resource *",
        "policy check --all",
        "policy check arn:aws:iam::111111111111:role/web",
        "policy fmt arn:aws:iam::111111111111:policy/p",
    ] {
        let words = words.split(' ').map(|word| if word == "USER" { USER } else { word });
        let mut command = rolecall(words.chain(["--profile", "ops"]));
        command.env("AWS_SHARED_CREDENTIALS_FILE", home.path().join("keys"));
        let output = command.env("AWS_ENDPOINT_URL", format!("http://{address}")).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{said}");
        assert!(output.stdout.is_empty() && said.contains(&address.to_string()) && !said.contains("hidden"), "{said}");
    }
}
