//! `rolecall workload` and `rolecall host` on a running server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use rolecall_service::Service;
use rolecall_testkit::{Credentials, Request, send};
use serde_json::{Value, json};
use support::{Server, now, rolecall, serve_in};

const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
    "Principal": {"Service": "ec2.amazonaws.com"}}}"#;

/// A server with the roles `web` and `db`, both for instances.
struct Cloud {
    server: Server,
    key: Credentials,
}

impl Cloud {
    fn start(directory: &std::path::Path) -> Self {
        let server = Server::start(&mut serve_in(directory));
        let cloud = Self { key: server.key(), server };
        for role in ["web", "db"] {
            let parameters = [("RoleName", role), ("AssumeRolePolicyDocument", TRUST)];
            let request = Request::query(Service::Iam, "CreateRole", &parameters);
            let host = cloud.server.address.to_string();
            let answer = send(cloud.server.address, request.signed(&cloud.key, "iam", &host, now()));
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        cloud
    }

    /// The exit code, what was printed, and what was said about failures.
    fn run(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let mut command = rolecall(words);
        command.env("AWS_ENDPOINT_URL", format!("http://{}", self.server.address));
        command.env("AWS_ACCESS_KEY_ID", &self.key.id).env("AWS_SECRET_ACCESS_KEY", self.key.secret.expose());
        for name in ["AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_ROLECALL", "AWS_REGION", "AWS_DEFAULT_REGION"] {
            command.env_remove(name);
        }
        let output = command.output().unwrap();
        let [printed, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.code(), printed, said)
    }

    /// What a command prints that must succeed.
    fn ok(&self, words: &[&str]) -> String {
        let (code, printed, said) = self.run(words);
        assert_eq!(code, Some(0), "{words:?}: {said}");
        printed
    }

    fn json(&self, words: &[&str]) -> Value {
        let words: Vec<_> = words.iter().copied().chain(["--format", "json"]).collect();
        serde_json::from_str(&self.ok(&words)).unwrap()
    }
}

#[test]
fn a_workload_is_registered_listed_swapped_assigned_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let account = account(&cloud);
    let arn = &*format!("arn:aws:ec2:eu-west-1:{account}:instance/i-0123456789abcdef0");
    let shown = cloud.ok(&["workload", "register", arn, "--role", "web", "--tag", "team=a", "--tag", "stage=b=c"]);
    for line in [
        format!("workload          {arn}"),
        format!("role              arn:aws:iam::{account}:role/web"),
        "trusted service   ec2.amazonaws.com".to_owned(),
        "tag               stage=b=c".to_owned(),
    ] {
        assert!(shown.lines().any(|own| own == line), "{line}\n{shown}");
    }
    assert_eq!(cloud.json(&["workload", "show", arn])["Workload"]["Kind"], "Instance");
    cloud.ok(&["workload", "swap", arn, "--role", "db"]);
    let listed = cloud.ok(&["workload", "list"]);
    let lines: Vec<Vec<&str>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["WORKLOAD", "ROLE", "EXECUTION", "ROLE", "SINCE", "HOST"]);
    assert_eq!(lines[1][..3], [arn, "db", "-"]);
    let listed = cloud.json(&["workload", "list"])["Workloads"].clone();
    assert_eq!(listed[0]["RoleArn"], format!("arn:aws:iam::{account}:role/db"));
    assert_eq!(cloud.ok(&["workload", "remove", arn]), "");
    assert_eq!(cloud.json(&["workload", "list"]), json!({"Workloads": []}));
    let (code, _, said) = cloud.run(&["workload", "show", arn]);
    assert_eq!(code, Some(1));
    assert!(said.contains("ResourceNotFoundException: The workload"), "{said}");
}

#[test]
fn join_tokens_are_printed_as_the_agent_reads_them() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let printed = cloud.ok(&["host", "token", "--name", "rack-1", "--valid", "60"]);
    let (id, secret) = printed.trim_end().split_once(':').unwrap();
    assert!(id.starts_with("RCJT") && secret.len() == 40, "{id}");
    let made = cloud.json(&["host", "token"]);
    assert!(made["JoinTokenId"].is_string() && made["JoinToken"].is_string());
    assert_eq!(cloud.ok(&["host", "list"]), "HOST  NAME  STATUS  ENROLLED  EXPIRES\n");
    let (code, _, said) = cloud.run(&["host", "remove", "RCHIAAAAAAAAAAAAAAAA"]);
    assert!(code == Some(1) && said.contains("There is no host with the id RCHIAAAAAAAAAAAAAAAA."), "{said}");
}

#[test]
fn exit_codes_tell_what_went_wrong() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let arn = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
    for (words, code, expected) in [
        (&["workload", "register", arn][..], 2, "--role"),
        (&["workload", "register", arn, "--role", "a", "--instance-profile", "b"], 2, "cannot be used with"),
        (&["workload", "register", arn, "--role", "a", "--tag", "x"], 2, "expected KEY=VALUE"),
        (&["host", "token", "--valid", "59"], 2, "60..=86400"),
        (&["workload", "show", "i-1"], 1, "ValidationException"),
        (&["workload", "list", "--endpoint", "http://127.0.0.1:1"], 4, "127.0.0.1:1"),
    ] {
        let (ended, printed, said) = cloud.run(words);
        assert_eq!((ended, &*printed), (Some(code), ""), "{words:?}: {said}");
        assert!(said.contains(expected), "{words:?}: {said}");
    }
}

fn account(cloud: &Cloud) -> String {
    let request = Request::query(Service::Sts, "GetCallerIdentity", &[]);
    let host = cloud.server.address.to_string();
    let answer = send(cloud.server.address, request.signed(&cloud.key, "sts", &host, now()));
    let (_, rest) = answer.body.split_once("<Account>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}
