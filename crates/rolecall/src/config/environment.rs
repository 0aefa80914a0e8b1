//! The environment twins of the settings, and the refusal of variables that nobody reads.

use std::env;
use std::ffi::OsString;

use clap::{Arg, Command};

use super::nearest::unknown;
use super::secrets;
use super::upstream_secrets;
use super::value::check;
use crate::failure::Failure;

const PREFIX: &str = "ROLECALL_";

/// Variables that others set: the project's own tests, and Kubernetes in every pod beside a service of the name `rolecall`.
/// Each stands also for those that go on with an underscore.
const FOREIGN: [&str; 5] = ["BIN", "LONG", "PORT", "SERVICE_HOST", "SERVICE_PORT"];

/// Gives each setting of `command` its variable.
pub(super) fn with_twins(command: Command) -> Command {
    command.mut_args(|setting| {
        let name = twin(&setting);
        setting.env(name)
    })
}

/// Refuses variables that would be ignored, and values that are none.
pub(super) fn check_all(command: &Command) -> Result<(), Failure> {
    check_variables(command, env::vars_os()).map_err(|why| {
        Failure::usage(
            "the environment holds a wrong setting",
            why,
            "correct or unset the variable; `rolecall serve --help` names them all",
        )
    })
}

fn check_variables(command: &Command, variables: impl Iterator<Item = (OsString, OsString)>) -> Result<(), String> {
    // Names that are not Unicode are none of ours; paths need not be.
    for (name, value) in variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value))) {
        let Some(own) = name.strip_prefix(PREFIX).filter(|own| !FOREIGN.iter().any(|foreign| covers(foreign, own)))
        else {
            continue;
        };
        if secrets::VARIABLES.contains(&name.as_str()) || upstream_secrets::is_of_upstream(own) {
            continue;
        }
        let Some(setting) = command.get_arguments().find(|setting| twin(setting) == name) else {
            return Err(unknown_variable(own, command));
        };
        if let Some(text) = value.to_str() {
            check(setting, text).map_err(|reason| format!("{name}: {reason}"))?;
        }
    }
    Ok(())
}

fn twin(setting: &Arg) -> String {
    format!("{PREFIX}{}", setting.get_id().as_str().to_ascii_uppercase())
}

fn covers(foreign: &str, name: &str) -> bool {
    name.strip_prefix(foreign).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

fn unknown_variable(own: &str, command: &Command) -> String {
    let settings: Vec<String> = command.get_arguments().filter(|setting| !setting.is_hide_set()).map(twin).collect();
    let known = settings.iter().map(String::as_str).chain(secrets::VARIABLES);
    unknown("variable", PREFIX, own, known.filter_map(|name| name.strip_prefix(PREFIX)))
}

#[cfg(test)]
mod tests {
    use clap::Args;

    use super::*;
    use crate::config::Settings;

    fn checked(name: &str, value: &str) -> Result<(), String> {
        let command = Settings::augment_args(Command::new("serve"));
        check_variables(&command, [(name.into(), value.into())].into_iter())
    }

    #[test]
    fn variables_that_are_read_or_foreign() {
        for (name, value) in [
            ("ROLECALL_LISTEN", "[::1]:0"),
            ("ROLECALL_EPHEMERAL", "yes"),
            ("ROLECALL_CLOCK_OFFSET", "-60"),
            ("ROLECALL_MASTER_KEY", "x"),
            ("ROLECALL_BIN", "x"),
            ("ROLECALL_UPSTREAM", "s3=http://h:1,sqs=http://h:2"),
            ("ROLECALL_UPSTREAM_S3_ACCESS_KEY_ID", "x"),
            ("ROLECALL_MODE", "soft"),
            ("ROLECALL_PORT_4566_TCP_ADDR", "10.0.0.1"),
            ("ROLECALL_SERVICE_PORT", "4566"),
            ("HOME", "/"),
        ] {
            assert_eq!(checked(name, value), Ok(()), "{name}");
        }
    }

    #[test]
    fn wrong_names_and_values() {
        for (name, value, expected) in [
            ("ROLECALL_LISEN", "x", "unknown variable `ROLECALL_LISEN`, did you mean `ROLECALL_LISTEN`?"),
            ("ROLECALL_MASTERKEY", "x", "unknown variable `ROLECALL_MASTERKEY`, did you mean `ROLECALL_MASTER_KEY`?"),
            (
                "ROLECALL_LISTEN",
                "4566",
                "ROLECALL_LISTEN: `4566` is not a value for `listen`: expected an IP address and a port, like \
                 `127.0.0.1:4566` or `[::1]:4566`",
            ),
            ("ROLECALL_EPHEMERAL", "perhaps", "ROLECALL_EPHEMERAL: `ephemeral` is `true` or `false`, not `perhaps`"),
        ] {
            assert_eq!(checked(name, value).unwrap_err(), expected);
        }
    }
}
