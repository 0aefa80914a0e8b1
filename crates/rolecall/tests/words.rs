//! Command line, environment and configuration file: what is refused, and in which words.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fs;

use support::{Server, failure, rolecall};

#[test]
fn the_configuration_file_is_refused_with_the_place_of_the_mistake() {
    let home = tempfile::tempdir().unwrap();
    for (text, expected) in [
        ("lisen = \"127.0.0.1:0\"\n", "rolecall.toml:1:1: unknown key `lisen`, did you mean `listen`?"),
        ("\n\naccount = \"1234\"\n", "rolecall.toml:3:11: `1234` is not a value for `account`: expected twelve digits"),
        ("[quotas]\nrole = 1\n", "rolecall.toml:2:1: unknown quota `role`, did you mean `roles`?"),
        ("listen = \n", "rolecall.toml:1:"),
        ("ephemeral = true\ndata = \"d\"\n", "both are set in the same place"),
        ("ephemeral = true\ntls_cert = \"c\"\n", "`tls_key` is missing"),
    ] {
        fs::write(home.path().join("rolecall.toml"), text).unwrap();
        let (code, error) = failure(rolecall(["serve", "--config", "rolecall.toml"]).current_dir(&home));
        assert_eq!(code, Some(2), "{text}\n{error}");
        assert!(error.contains(expected), "{text}\n{error}");
        assert!(error.contains("\n  why: ") && error.contains("\n  what to do: "), "{error}");
    }
    let (code, error) = failure(rolecall(["serve", "--config", "nowhere.toml"]).current_dir(&home));
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("nowhere.toml: "), "{error}");
}

#[test]
fn words_and_variables_that_mean_nothing_are_refused() {
    for (words, variable, expected) in [
        (&["serve", "--lisen", "x"][..], None, "'--listen'"),
        (&["serve", "--listen", "4566"], None, "expected an IP address and a port"),
        (&["server"], None, "'serve'"),
        (
            &["serve"],
            Some(("ROLECALL_LISEN", "x")),
            "unknown variable `ROLECALL_LISEN`, did you mean `ROLECALL_LISTEN`?",
        ),
        (&["serve"], Some(("ROLECALL_LISTEN", "x")), "ROLECALL_LISTEN: `x` is not a value for `listen`"),
        (&["serve", "--listen", "0.0.0.0:0"], None, "refusing to listen on 0.0.0.0:0 in plain HTTP"),
        (&["serve"], Some(("ROLECALL_LISTEN", "[::]:0")), "refusing to listen on [::]:0 in plain HTTP"),
        (&["serve", "--tls-cert", "nowhere.pem"], None, "`tls_key` is missing"),
        (&["serve", "--tls-cert", "nowhere.pem", "--tls-key", "nowhere.pem"], None, "nowhere.pem: "),
        (&["serve", "--ephemeral", "--data", "d"], None, "leave one of `data` and `ephemeral` out"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut command = rolecall(words);
        command.current_dir(&home).envs(variable);
        let (code, error) = failure(&mut command);
        assert_eq!(code, Some(2), "{words:?}\n{error}");
        assert!(error.contains(expected), "{words:?}\n{error}");
        assert_eq!(fs::read_dir(&home).unwrap().count(), 0, "{words:?} left something behind");
    }
}

#[test]
fn the_command_line_goes_before_the_environment_and_that_before_the_file() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("rolecall.toml");
    fs::write(&path, "ephemeral = true\nlisten = \"127.0.0.1:0\"\naccount = \"111111111111\"\n").unwrap();
    let account = |words: &[&str], variable: Option<(&str, &str)>| {
        let mut command = rolecall(["serve"]);
        command.args(words).current_dir(&home).env("ROLECALL_CONFIG", &path).envs(variable);
        let server = Server::start(&mut command);
        let said = server.said.split("account ").nth(1).unwrap();
        said.split(|letter: char| !letter.is_ascii_digit()).next().unwrap().to_owned()
    };
    let variable = Some(("ROLECALL_ACCOUNT", "222222222222"));
    assert_eq!(account(&[], None), "111111111111");
    assert_eq!(account(&[], variable), "222222222222");
    assert_eq!(account(&["--account", "333333333333"], variable), "333333333333");
    assert!(!home.path().join("rolecall-data").exists());
}

#[test]
fn help_and_version() {
    let said = |words: &[&str]| {
        let output = rolecall(words).env("ROLECALL_NONSENSE", "x").output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    assert_eq!(said(&["--version"]), (Some(0), format!("rolecall {}\n", env!("CARGO_PKG_VERSION"))));
    let (code, help) = said(&["serve", "--help"]);
    assert_eq!(code, Some(0));
    for text in ["--listen <ADDRESS>", "[default: 127.0.0.1:4566]", "[env: ROLECALL_STRICT_SCOPES=]"] {
        assert!(help.contains(text), "{text} is not in\n{help}");
    }
    assert!(!help.contains("clock"), "{help}");
    let (code, help) = said(&[]);
    assert_eq!(code, Some(2));
    assert!(help.contains("Usage: rolecall <COMMAND>"), "{help}");
}
