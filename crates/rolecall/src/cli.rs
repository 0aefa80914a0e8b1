//! The commands, and from the words on the command line to the one that runs.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::{self, Configuration, Settings};
use crate::failure::Failure;
use crate::serve;

/// AWS IAM roles without AWS: a self-hosted, wire-compatible IAM and STS.
#[derive(Debug, Parser)]
#[command(name = "rolecall", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve IAM, STS and Organizations on one port
    ///
    /// Each option can also be set by the environment variable named beside it, or in the configuration file under its name with
    /// underscores (`strict_scopes = true`). The command line goes before the environment, and that before the file.
    ///
    /// Secrets come by the environment alone: `ROLECALL_ROOT_ACCESS_KEY_ID` and `ROLECALL_ROOT_SECRET_ACCESS_KEY` are the root
    /// access key that the first start gives to the account, instead of an IAM user `admin`; `ROLECALL_MASTER_KEY` is the text of
    /// the key that seals secrets. Quotas are set in the table `[quotas]` of the configuration file.
    Serve(Settings),
}

/// Why the program ends without having done its work.
#[derive(Debug)]
pub(crate) enum NotRun {
    /// Help, the version, or words that make no command; clap has the text.
    Words(clap::Error),
    /// Something failed.
    Failed(Failure),
}

impl From<clap::Error> for NotRun {
    fn from(error: clap::Error) -> Self {
        Self::Words(error)
    }
}

impl From<Failure> for NotRun {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl NotRun {
    /// Tells the operator; what cannot be told because nobody listens is dropped.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Words(error) => {
                drop(error.print());
                ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1))
            }
            Self::Failed(failure) => {
                drop(writeln!(io::stderr(), "{failure}"));
                failure.exit_code()
            }
        }
    }
}

/// Runs the command that these words make, the program's name first.
pub(crate) fn run(words: impl IntoIterator<Item = OsString>) -> Result<(), NotRun> {
    let matches = config::read(Cli::command(), words.into_iter().collect())?;
    let Command::Serve(settings) = Cli::from_arg_matches(&matches.words)?.command;
    Ok(serve::run(Configuration::new(settings, &matches)?)?)
}
