//! `rolecall can` on a running server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fs;

use rolecall_service::Service;
use rolecall_testkit::{Credentials, Request, send};
use serde_json::{Value, json};
use support::{Server, now, rolecall, serve_in};

const READ: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": ["red", "blue"]}}}}"#;

/// A server with a user `ada`, who may read reports in a team.
struct Cloud {
    server: Server,
    key: Credentials,
}

impl Cloud {
    fn start(directory: &std::path::Path) -> Self {
        let server = Server::start(&mut serve_in(directory));
        let cloud = Self { key: server.key(), server };
        cloud.call("CreateUser", &[("UserName", "ada"), ("Path", "/team/")]);
        cloud.call("PutUserPolicy", &[("UserName", "ada"), ("PolicyName", "read"), ("PolicyDocument", READ)]);
        cloud
    }

    fn call(&self, operation: &str, parameters: &[(&str, &str)]) {
        let request = Request::query(Service::Iam, operation, parameters);
        let answer =
            send(self.server.address, request.signed(&self.key, "iam", &self.server.address.to_string(), now()));
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// The exit code, what was printed, and what was said about failures.
    fn can(&self, words: &[&str], secret: &str) -> (Option<i32>, String, String) {
        let mut command = rolecall(["can"]);
        command.args(words).env("AWS_ENDPOINT_URL", format!("http://{}", self.server.address));
        command.env("AWS_ACCESS_KEY_ID", &self.key.id).env("AWS_SECRET_ACCESS_KEY", secret);
        command.env_remove("AWS_SESSION_TOKEN").env_remove("AWS_ENDPOINT_URL_IAM");
        let output = command.output().unwrap();
        let [printed, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.code(), printed, said)
    }

    fn ask(&self, words: &[&str]) -> (Option<i32>, String, String) {
        self.can(words, self.key.secret.expose())
    }
}

#[test]
fn the_server_decides_with_the_policies_that_it_holds() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let (ada, report) = ("user/team/ada", "arn:aws:s3:::reports/q3.csv");
    let team = ["--context", "aws:PrincipalTag/team=blue"];
    for (words, code, expected) in [
        (&[ada, "s3:GetObject", report, team[0], team[1]][..], 0, "ALLOWED"),
        (&[ada, "s3:GetObject", report], 1, "condition keys not given: aws:PrincipalTag/team"),
        (&[ada, "s3:PutObject", report, team[0], team[1]], 1, "DENIED"),
        (&["user/admin", "s3:PutObject", report], 0, "ALLOWED"),
        (&["user/team/bob", "s3:GetObject", report], 3, "NoSuchEntity"),
        (&[ada, "s3", report], 3, "ValidationError"),
    ] {
        let (found, printed, said) = cloud.ask(words);
        assert_eq!(found, Some(code), "{words:?}\n{printed}{said}");
        assert!(printed.contains(expected) || said.contains(expected), "{words:?}\n{printed}{said}");
        assert_eq!((printed.is_empty(), said.is_empty()), (code > 1, code < 2), "{words:?}\n{printed}{said}");
    }
    let (code, printed, said) = cloud.ask(&[ada, "s3:GetObject", report, team[0], team[1], "--format", "json"]);
    let answer: Value = serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}{said}"));
    assert_eq!((code, answer.get("decision")), (Some(0), Some(&json!("allowed"))), "{printed}");
    assert_eq!(answer.pointer("/matchedStatements/0/line"), Some(&json!(1)), "{printed}");
}

#[test]
fn a_server_that_refuses_the_caller_decides_nothing() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let (code, printed, said) = cloud.can(&["user/team/ada", "s3:GetObject", "*"], "wrong-secret");
    assert_eq!((code, &*printed), (Some(3), ""), "{said}");
    assert!(said.contains("SignatureDoesNotMatch") && !said.contains("wrong-secret"), "{said}");
}

#[test]
fn a_server_with_tls_is_trusted_by_its_certificate_alone() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name);
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    for (name, text) in
        [("cert", own.cert.pem()), ("key", own.signing_key.serialize_pem()), ("other", other.cert.pem())]
    {
        fs::write(path(name), text).unwrap();
    }
    let mut command = serve_in(&path("data"));
    command.arg("--tls-cert").arg(path("cert")).arg("--tls-key").arg(path("key"));
    let server = Server::start(&mut command);
    let key = server.key();
    for (bundle, code) in [("cert", 0), ("other", 4), ("nowhere", 4)] {
        let endpoint = format!("https://{}", server.address);
        let mut command = rolecall(["can", "user/admin", "s3:GetObject", "*", "--endpoint", &endpoint]);
        command.env("AWS_CA_BUNDLE", path(bundle)).env_remove("AWS_SESSION_TOKEN");
        command.env("AWS_ACCESS_KEY_ID", &key.id).env("AWS_SECRET_ACCESS_KEY", key.secret.expose());
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{bundle}: {said}");
    }
}
