//! The first start on an empty directory, and the starts after it.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use rolecall_model::SecretKey;
use rolecall_testkit::Credentials;
use support::{Server, failure, serve_in};

const ADMIN: &str = "arn:aws:iam::123456789012:user/admin";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn credentials(directory: &Path) -> String {
    fs::read_to_string(directory.join("credentials")).unwrap()
}

#[test]
fn it_makes_a_key_shows_it_once_and_keeps_it_for_the_owner_alone() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("a b");
    let first = Server::start(&mut serve_in(&data));
    let (id, secret) =
        (first.exported("AWS_ACCESS_KEY_ID").unwrap(), first.exported("AWS_SECRET_ACCESS_KEY").unwrap().to_owned());
    assert!(id.starts_with("AKIA"), "{id}");
    assert_eq!(secret.len(), 40);
    assert_eq!(first.exported("AWS_ENDPOINT_URL").unwrap(), format!("http://{}", first.address));
    assert_eq!(first.exported("AWS_REGION"), Some("us-east-1"));
    assert!(first.said.contains("aws sts get-caller-identity"));
    let expected = format!("[rolecall]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
    assert_eq!(credentials(&data), expected);
    assert_eq!(mode(&data), 0o700);
    for name in ["credentials", "master.key", "directory.redb", "trail/trail.jsonl"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    let store = fs::read(data.join("directory.redb")).unwrap();
    assert!(
        !store.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()),
        "the secret is in the store in clear"
    );
    let key = first.key();
    assert_eq!(first.identity(&key, 0), ADMIN);
    assert_eq!(first.signal("TERM"), Some(0));

    let second = Server::start(&mut serve_in(&data));
    assert!(!second.said.contains(&secret));
    assert_eq!(second.exported("AWS_ACCESS_KEY_ID"), None);
    assert_eq!(second.exported("AWS_PROFILE"), Some("rolecall"));
    let file = second.exported("AWS_SHARED_CREDENTIALS_FILE").unwrap();
    assert_eq!(file, format!("'{}'", data.join("credentials").display()));
    assert_eq!(credentials(&data), expected);
    assert_eq!(second.identity(&key, 0), ADMIN);
}

#[test]
fn a_root_key_of_the_environment_takes_the_place_of_the_user() {
    const ID: &str = "AKIAIOSFODNN7EXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let data = tempfile::tempdir().unwrap();
    let with_root = || {
        let mut command = serve_in(data.path());
        command.env("ROLECALL_ROOT_ACCESS_KEY_ID", ID).env("ROLECALL_ROOT_SECRET_ACCESS_KEY", SECRET);
        command
    };
    let key = Credentials { id: ID.to_owned(), secret: SecretKey::new(SECRET.to_owned()), session_token: None };
    for _start in 0..2 {
        let server = Server::start(&mut with_root());
        assert!(!server.said.contains(SECRET), "{}", server.said);
        assert_eq!(server.exported("AWS_ACCESS_KEY_ID"), None);
        assert!(!data.path().join("credentials").exists());
        assert_eq!(server.identity(&key, 0), "arn:aws:iam::123456789012:root");
        assert_eq!(server.signal("INT"), Some(0));
    }
    let (code, error) = failure(with_root().env_remove("ROLECALL_ROOT_SECRET_ACCESS_KEY"));
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("ROLECALL_ROOT_ACCESS_KEY_ID is set and ROLECALL_ROOT_SECRET_ACCESS_KEY is not"), "{error}");
}

#[test]
fn a_first_start_that_was_cut_short_is_made_again() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("credentials"), "[rolecall]\naws_access_key_id = AKIAOFTHESTARTBEFORE\n").unwrap();
    fs::write(data.path().join("credentials.new"), "half of a fi").unwrap();
    fs::write(data.path().join("master.key"), "07".repeat(32)).unwrap();
    let server = Server::start(&mut serve_in(data.path()));
    assert!(credentials(data.path()).contains(server.exported("AWS_ACCESS_KEY_ID").unwrap()));
    assert_eq!(fs::read_to_string(data.path().join("master.key")).unwrap(), "07".repeat(32));
    assert_eq!(server.identity(&server.key(), 0), ADMIN);
}

#[test]
fn whenever_it_is_killed_the_next_start_leaves_a_key_that_works() {
    for milliseconds in 0..20 {
        let data = tempfile::tempdir().unwrap();
        let mut first = serve_in(data.path()).stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        first.kill().unwrap();
        first.wait().unwrap();

        let server = Server::start(&mut serve_in(data.path()));
        let file = credentials(data.path());
        let value =
            |name| file.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = ")).unwrap().to_owned();
        let secret = SecretKey::new(value("aws_secret_access_key"));
        let key = Credentials { id: value("aws_access_key_id"), secret, session_token: None };
        assert_eq!(server.identity(&key, 0), ADMIN, "killed after {milliseconds} ms");
    }
}

#[test]
fn no_new_master_key_is_made_for_an_old_directory() {
    let data = tempfile::tempdir().unwrap();
    let key = data.path().join("master.key");
    assert_eq!(Server::start(&mut serve_in(data.path())).signal("TERM"), Some(0));

    let text = fs::read_to_string(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let (code, error) = failure(&mut serve_in(data.path()));
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("the master key of") && error.contains("is missing"), "{error}");
    assert!(!key.exists());

    let (code, error) = failure(serve_in(data.path()).env("ROLECALL_MASTER_KEY", "00".repeat(32)));
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("does not open this data directory"), "{error}");

    Server::start(serve_in(data.path()).env("ROLECALL_MASTER_KEY", &text));
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    fs::write(&elsewhere, &text).unwrap();
    Server::start(serve_in(data.path()).arg("--master-key-file").arg(elsewhere.path()));
    assert!(!key.exists());
}

#[test]
fn a_directory_of_another_account_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let made = Server::start(serve_in(data.path()).args(["--account", "111122223333"]));
    assert!(made.said.contains("account 111122223333"), "{}", made.said);
    assert_eq!(made.signal("TERM"), Some(0));
    let (code, error) = failure(serve_in(data.path()).args(["--account", "444455556666"]));
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("is not of account 444455556666"), "{error}");
    Server::start(&mut serve_in(data.path()));
}

#[test]
fn of_two_servers_on_one_directory_the_second_refuses() {
    let data = tempfile::tempdir().unwrap();
    let first = Server::start(&mut serve_in(data.path()));
    let (code, error) = failure(&mut serve_in(data.path()));
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("is in use by another process"), "{error}");
    assert_eq!(first.request("GET", "/_rolecall/health").0, 200);
}
