//! `rolecall can`, `rolecall simulate` and `rolecall policy` on a running server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fs;

use rolecall_model::SecretKey;
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
        drop(self.send(operation, parameters));
    }

    fn send(&self, operation: &str, parameters: &[(&str, &str)]) -> String {
        let request = Request::query(Service::Iam, operation, parameters);
        let answer =
            send(self.server.address, request.signed(&self.key, "iam", &self.server.address.to_string(), now()));
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// The exit code, what was printed, and what was said about failures.
    fn run(&self, words: &[&str], secret: &str) -> (Option<i32>, String, String) {
        let mut command = rolecall(words);
        command.env("AWS_ENDPOINT_URL", format!("http://{}", self.server.address));
        command.env("AWS_ACCESS_KEY_ID", &self.key.id).env("AWS_SECRET_ACCESS_KEY", secret);
        command.env_remove("AWS_SESSION_TOKEN").env_remove("AWS_ENDPOINT_URL_IAM");
        let output = command.output().unwrap();
        let [printed, said] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (output.status.code(), printed, said)
    }

    fn ask(&self, words: &[&str]) -> (Option<i32>, String, String) {
        self.run(words, self.key.secret.expose())
    }
}

#[test]
fn the_server_decides_with_the_policies_that_it_holds() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let (ada, report) = ("user/team/ada", "arn:aws:s3:::reports/q3.csv");
    let team = ["--context", "aws:PrincipalTag/team=blue"];
    for (words, code, expected) in [
        (&[ada, "s3:GetObject", report, team[0], team[1]][..], 0, "allowed by Statement[0] of \"read\" (1:40)"),
        (&[ada, "s3:GetObject", report], 1, "aws:PrincipalTag/team"),
        (&[ada, "s3:PutObject", report, team[0], team[1]], 1, "DENIED"),
        (&["user/admin", "s3:PutObject", report], 0, "\"arn:aws:iam::aws:policy/AdministratorAccess\" v1"),
        (&["user/team/bob", "s3:GetObject", report], 3, "NoSuchEntity"),
        (&[ada, "s3", report], 3, "ValidationException"),
    ] {
        let words = [&["can"], words].concat();
        let (found, printed, said) = cloud.ask(&words);
        assert_eq!(found, Some(code), "{words:?}\n{printed}{said}");
        assert!(printed.contains(expected) || said.contains(expected), "{words:?}\n{printed}{said}");
        assert_eq!((printed.is_empty(), said.is_empty()), (code > 1, code < 2), "{words:?}\n{printed}{said}");
    }
    let (code, printed, said) = cloud.ask(&["can", ada, "s3:GetObject", report, team[0], team[1], "--format", "json"]);
    let answer: Value = serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}{said}"));
    assert_eq!((code, answer.get("decision")), (Some(0), Some(&json!("allowed"))), "{printed}");
    assert_eq!(answer.pointer("/decidedBy/position/line"), Some(&json!(1)), "{printed}");
    assert_eq!(answer.pointer("/explanation/deciding/policy"), Some(&json!("read")), "{printed}");
}

#[test]
fn files_are_taken_into_account_beside_what_the_server_holds() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(&home.path().join("data"));
    let file = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let every = |effect: &str| {
        format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}","Action":"s3:*","Resource":"*"}}}}"#)
    };
    let (allow, deny) = (file("allow", &every("Allow")), file("deny", &every("Deny")));
    let (ada, report) = ("user/team/ada", "arn:aws:s3:::reports/q3.csv");
    let endpoint = format!("http://{}", cloud.server.address);
    for (options, code) in [
        (&["--identity", &*allow][..], 0),
        (&["--identity", &allow, "--boundary", &allow], 0),
        (&["--identity", &allow, "--boundary", &deny], 1),
        (&["--identity", &deny], 1),
        (&["--session", &allow], 2),
    ] {
        let question = ["simulate", "--principal", ada, "--action", "s3:PutObject", "--resource", report];
        let words = [&question, options, &["--endpoint", &endpoint]].concat();
        let (found, printed, said) = cloud.ask(&words);
        assert_eq!(found, Some(code), "{words:?}\n{printed}{said}");
    }
}

#[test]
fn documents_on_the_server_are_checked_and_formatted() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"222222222222"}}}"#;
    cloud.call("CreateRole", &[("RoleName", "web"), ("AssumeRolePolicyDocument", trust)]);
    let pass = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}}"#;
    cloud.call("CreatePolicy", &[("PolicyName", "pass"), ("PolicyDocument", pass)]);
    let arn = |rest: &str| format!("arn:aws:iam::123456789012:{rest}");
    let (role, user, policy) = (arn("role/web"), arn("user/team/ada"), arn("policy/pass"));
    for (words, code, expected) in [
        (&["check", &*role][..], 1, format!("{role} trust policy:1:")),
        (&["check", &user], 0, String::new()),
        (&["check", &policy], 1, format!("{policy} v1:1:")),
        (&["check", "--all"], 1, format!("{policy} v1:1:")),
        (&["check", "--all", "--format", "json"], 1, format!("{user} inline policy read")),
        (&["fmt", &user], 0, "        \"aws:PrincipalTag/team\": [".to_owned()),
        (&["fmt", "--check", &policy], 1, format!("{policy} v1\n")),
        (&["fmt", "--write", &policy], 2, String::new()),
        (&["check", &arn("role/none")], 3, String::new()),
        (&["check", &arn("role/elsewhere/web")], 3, String::new()),
        (&["check", "arn:aws:iam::222222222222:role/web"], 3, String::new()),
        (&["check", "arn:aws:iam::222222222222:policy/pass"], 3, String::new()),
        (&["check", &arn("group/none")], 2, String::new()),
    ] {
        let words = [&["policy"], words].concat();
        let (found, printed, said) = cloud.ask(&words);
        assert_eq!(found, Some(code), "{words:?}\n{printed}{said}");
        assert!(printed.contains(&expected), "{words:?}\n{printed}{said}");
    }
}

#[test]
fn an_explanation_is_a_permission_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let simulate = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}"#;
    cloud.call("PutUserPolicy", &[("UserName", "ada"), ("PolicyName", "iam"), ("PolicyDocument", simulate)]);
    let answer = cloud.send("CreateAccessKey", &[("UserName", "ada")]);
    let part = |name: &str| {
        let (_, rest) = answer.split_once(&format!("<{name}>")).unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    let own =
        Credentials { id: part("AccessKeyId"), secret: SecretKey::new(part("SecretAccessKey")), session_token: None };
    let asked = Cloud { key: own, ..cloud }.ask(&["can", "user/team/ada", "s3:GetObject", "*"]);
    assert_eq!((asked.0, &*asked.1), (Some(3), ""), "{}", asked.2);
    assert!(asked.2.contains("AccessDeniedException") && asked.2.contains("rolecall:ExplainAccess"), "{}", asked.2);
}

#[test]
fn a_server_that_refuses_the_caller_decides_nothing() {
    let home = tempfile::tempdir().unwrap();
    let cloud = Cloud::start(home.path());
    let (code, printed, said) = cloud.run(&["can", "user/team/ada", "s3:GetObject", "*"], "wrong-secret");
    assert_eq!((code, &*printed), (Some(3), ""), "{said}");
    assert!(said.contains("Signature") && !said.contains("wrong-secret"), "{said}");
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
