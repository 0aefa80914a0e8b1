//! `rolecall policy check` and `rolecall policy fmt`: what they print, and their exit codes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::rolecall;

const CLEAN: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::reports/*"
    }
  ]
}
"#;
const LOOSE: &str = r#"{"Statement":{"Resource":["arn:aws:s3:::reports/*"],"Action":"s3:GetObject","Effect":"Allow"},"Version":"2012-10-17"}"#;
const BROKEN: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\"Efect\": \"Allow\"}\n}\n";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
    "Principal":{"Service":"ec2.amazonaws.com"}}}"#;

/// A directory with these files, and the commands in it.
struct Home(tempfile::TempDir);

impl Home {
    fn with(files: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(home.path().join(name), text).unwrap();
        }
        Self(home)
    }

    /// The exit code, what was printed, and what was said about failures.
    fn run(&self, words: &str) -> (Option<i32>, String, String) {
        ran(rolecall(words.split(' ')).current_dir(&self.0), "")
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }
}

fn ran(command: &mut Command, input: &str) -> (Option<i32>, String, String) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let [printed, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), printed, said)
}

#[test]
fn check_tells_by_its_exit_code() {
    let home = Home::with(&[("clean.json", CLEAN), ("loose.json", LOOSE), ("broken.json", BROKEN), ("no", "\u{ff}")]);
    fs::write(home.0.path().join("binary"), b"\xff\xfe").unwrap();
    for (words, code) in [
        ("policy check clean.json", 0),
        ("policy check clean.json loose.json --kind identity", 0),
        ("policy check broken.json", 1),
        ("policy check clean.json broken.json --format json", 1),
        ("policy check clean.json --kind trust", 1),
        ("policy check clean.json --kind rcp --format sarif", 1),
        ("policy check no", 1),
        ("policy check", 2),
        ("policy check nowhere.json", 2),
        ("policy check binary", 2),
        ("policy check clean.json --kind bucket", 2),
        ("policy check clean.json --format xml", 2),
        ("policy chek clean.json", 2),
    ] {
        let (found, printed, said) = home.run(words);
        assert_eq!(found, Some(code), "{words}\n{printed}{said}");
        assert_eq!(said.is_empty(), code < 2, "{words}: {said}");
        assert_eq!(printed.is_empty(), code == 2 || (code == 0 && !words.contains("--format")), "{words}: {printed}");
    }
}

#[test]
fn check_points_at_the_fault() {
    let home = Home::with(&[("broken.json", BROKEN), ("clean.json", CLEAN)]);
    let (_, table, _) = home.run("policy check broken.json clean.json");
    let start = "broken.json:3:17  ERROR             INVALID_POLICY_ELEMENT  Syntax errors in policy.";
    assert!(table.starts_with(start) && table.contains("\n                  fix: replace it by `Effect`\n"), "{table}");
    let (_, printed, _) = home.run("policy check broken.json clean.json --format json");
    let found: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(found["files"][0]["file"], "broken.json");
    assert_eq!(found["files"][0]["findings"][0]["start"], json!({"line": 3, "column": 17}));
    assert_eq!(found["files"][0]["findings"][0]["severity"], "ERROR");
    assert_eq!(found["files"][1], json!({"file": "clean.json", "kind": "identity", "findings": []}));
}

#[test]
fn check_writes_a_sarif_log() {
    let home = Home::with(&[("a b.json", BROKEN)]);
    let (code, printed, _) =
        ran(rolecall(["policy", "check", "a b.json", "--format", "sarif"]).current_dir(&home.0), "");
    assert_eq!(code, Some(1));
    let log: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!((&run["tool"]["driver"]["name"], &run["columnKind"]), (&json!("rolecall"), &json!("unicodeCodePoints")));
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!((rules.len(), &rules[0]["id"]), (1, &json!("INVALID_POLICY_ELEMENT")));
    assert!(rules[0]["shortDescription"]["text"].is_string(), "{}", rules[0]);
    let result = &run["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("INVALID_POLICY_ELEMENT"), &json!("error")));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b.json");
    assert_eq!(place["region"], json!({"startLine": 3, "startColumn": 17, "endLine": 3, "endColumn": 24}));
    let change = &result["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"], place["artifactLocation"]);
    assert_eq!(change["replacements"][0]["deletedRegion"], place["region"]);
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "\"Effect\"");
}

#[test]
fn check_takes_documents_for_what_they_look_like() {
    let home = Home::with(&[("identity", CLEAN), ("trust", TRUST)]);
    let (_, printed, _) = home.run("policy check identity trust --format json");
    let found: Value = serde_json::from_str(&printed).unwrap();
    let kinds: Vec<_> = found["files"].as_array().unwrap().iter().map(|file| &file["kind"]).collect();
    assert_eq!(kinds, ["identity", "trust"]);
    let (code, ..) = home.run("policy check trust --kind identity");
    assert_eq!(code, Some(1));
}

#[test]
fn fmt_prints_one_layout_and_leaves_what_is_in_it() {
    let home = Home::with(&[("loose.json", LOOSE), ("clean.json", CLEAN), ("broken.json", BROKEN)]);
    for (words, code, expected) in [
        ("policy fmt loose.json", 0, CLEAN),
        ("policy fmt clean.json", 0, CLEAN),
        ("policy fmt --check clean.json", 0, ""),
        ("policy fmt --check clean.json loose.json", 1, "loose.json\n"),
        ("policy fmt broken.json loose.json", 3, CLEAN),
        ("policy fmt --write broken.json", 3, ""),
        ("policy fmt nowhere.json", 2, ""),
        ("policy fmt --write", 2, ""),
        ("policy fmt --write --check clean.json", 2, ""),
    ] {
        let (found, printed, said) = home.run(words);
        assert_eq!((found, &*printed), (Some(code), expected), "{words}\n{said}");
        assert_eq!(said.is_empty(), code < 2, "{words}: {said}");
    }
    let (code, printed, _) = ran(&mut rolecall(["policy", "fmt"]), LOOSE);
    assert_eq!((code, &*printed), (Some(0), CLEAN));
    assert_eq!((home.read("loose.json"), home.read("broken.json")), (LOOSE.to_owned(), BROKEN.to_owned()));
}

#[cfg(unix)]
#[test]
fn fmt_writes_back_through_links_and_keeps_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let home = Home::with(&[("loose.json", LOOSE)]);
    let path = |name: &str| home.0.path().join(name);
    symlink("loose.json", path("link.json")).unwrap();
    fs::set_permissions(path("loose.json"), fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(home.run("policy fmt --write link.json"), (Some(0), String::new(), String::new()));
    assert_eq!(home.read("loose.json"), CLEAN);
    assert!(path("link.json").is_symlink());
    assert_eq!(fs::metadata(path("loose.json")).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(&home.0).unwrap().count(), 2);
}

#[test]
fn fmt_loses_nothing() {
    let ignored =
        r#"{"Version":"2012-10-17","Conditions":{},"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let home = Home::with(&[("ignored.json", ignored)]);
    let (code, printed, said) = home.run("policy fmt ignored.json");
    assert_eq!((code, &*printed), (Some(3), ""));
    assert!(said.contains("`Conditions`"), "{said}");
}
