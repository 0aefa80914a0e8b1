//! The commands, and from the words on the command line to the one that runs.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::{self, Configuration, Settings};
use crate::failure::Failure;
use crate::{agent, can, creds, demo, exec, host, policy, run, serve, simulate, tail, workload};

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
    /// Secrets never come by the command line: `ROLECALL_ROOT_ACCESS_KEY_ID` and `ROLECALL_ROOT_SECRET_ACCESS_KEY` are the root
    /// access key that the first start gives to the account, instead of an IAM user `admin`; `ROLECALL_MASTER_KEY` is the text of
    /// the key that seals secrets. Quotas are set in the table `[quotas]` of the configuration file.
    ///
    /// The upstream that `--upstream` names for the service `s3` is sent requests signed with `ROLECALL_UPSTREAM_S3_ACCESS_KEY_ID`
    /// and `ROLECALL_UPSTREAM_S3_SECRET_ACCESS_KEY`, and so for other services; `…_SESSION_TOKEN` and `…_REGION` may stand beside them.
    /// In the configuration file, tables `[[upstream]]` have the keys `service`, `url`, `account`, `region`, `addressing`,
    /// `access_key_id`, `secret_access_key`, `session_token` and `unmapped`.
    Serve(Settings),
    #[command(flatten)]
    Other(Other),
}

/// The commands besides the server. The options of each are made only where it is named: a server need not hold them.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Other {
    /// Show it once: a role, a bucket, an instance without keys; then go on serving
    Demo(demo::Arguments),
    /// Decide requests under policies that stand in files, without a server
    ///
    /// With `--jsonl`, questions come one JSON object a line and each is answered with one; else the options make one question.
    ///
    /// Exit codes: 0 allowed (with `--jsonl`: every line is answered), 1 denied, 2 wrong words, 3 not decided.
    Simulate(simulate::Arguments),
    /// Say whether somebody may do something, by a running server or by policies in files
    ///
    /// Without policies in files, the server at `--endpoint` is asked, with the credentials that the aws command would use.
    ///
    /// Exit codes: 0 allowed, 1 denied, 2 wrong words, 3 not decided, 4 the server cannot be reached.
    Can(can::Arguments),
    /// Run a command with the credentials of a role, renewed for as long as it runs
    ///
    /// The command finds them by the default chain of every AWS client, at an endpoint of its own on this machine; neither the
    /// caller's access key nor the caller's configuration files reach it. Its exit code is the exit code.
    Exec(exec::Arguments),
    /// Print the credentials of a role
    Creds(creds::Arguments),
    /// Run a command as a service would: a function, task, instance or stack with the role that is passed to it
    ///
    /// The workload is registered with the caller's credentials (which need `iam:PassRole`) and removed at the end. Its exit code
    /// is the exit code.
    Run(run::Arguments),
    /// Serve the credentials of this host's workloads
    ///
    /// The host enrols once by a join token of the server and keeps an identity of its own from then on. Workloads find their
    /// credentials by the default chain of every AWS client; the variables for that are printed.
    Agent(agent::Arguments),
    /// Register workloads, and say which role each gets
    ///
    /// Exit codes: 0 done, 1 refused, 2 wrong words, 4 the server cannot be reached.
    #[command(subcommand)]
    Workload(workload::Command),
    /// Let hosts join that fetch credentials for workloads, and end them
    ///
    /// Exit codes: 0 done, 1 refused, 2 wrong words, 4 the server cannot be reached.
    #[command(subcommand)]
    Host(host::Command),
    /// Show decisions as they are made
    ///
    /// Reads the trail in the data directory of a server on this machine: who did what, and why it was denied.
    Tail(tail::Arguments),
    /// Check and format policy documents
    #[command(subcommand)]
    Policy(policy::Command),
}

impl Other {
    fn run(self) -> Result<Ended, NotRun> {
        match self {
            Self::Demo(arguments) => demo::run(&arguments),
            Self::Simulate(arguments) => simulate::run(arguments),
            Self::Can(arguments) => can::run(&arguments),
            Self::Exec(arguments) => exec::run(&arguments),
            Self::Creds(arguments) => creds::run(&arguments),
            Self::Run(arguments) => run::run(&arguments),
            Self::Agent(arguments) => agent::run(&arguments),
            Self::Workload(command) => workload::run(&command),
            Self::Host(command) => host::run(&command),
            Self::Tail(arguments) => tail::run(&arguments),
            Self::Policy(command) => policy::run(command),
        }
    }
}

/// What a command that ran has to say by its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Yes, or nothing to object to.
    Well,
    /// No, or something to object to.
    WithObjections,
    /// What a command that was run here said.
    As(u8),
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Well => Self::SUCCESS,
            Ended::WithObjections => Self::from(1),
            Ended::As(code) => Self::from(code),
        }
    }
}

/// Why the program ends without having done its work.
#[derive(Debug)]
pub(crate) enum NotRun {
    /// Help, the version, or words that make no command; clap has the text.
    Words(clap::Error),
    /// Something failed.
    Failed(Failure),
    /// What was asked cannot be decided.
    Undecided(Failure),
    /// The server cannot be reached.
    Unreachable(Failure),
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
        let (failure, code) = match self {
            Self::Words(error) => {
                drop(error.print());
                return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1));
            }
            Self::Failed(failure) => {
                let code = failure.exit_code();
                (failure, code)
            }
            Self::Undecided(failure) => (failure, ExitCode::from(3)),
            Self::Unreachable(failure) => (failure, ExitCode::from(4)),
        };
        drop(writeln!(io::stderr(), "{}", harmless(&failure.to_string())));
        code
    }
}

/// A text without what a terminal would obey, but with its lines: documents and servers may hold anything.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The configuration that these words give to `serve`.
pub(crate) fn configuration(words: Vec<OsString>) -> Result<Configuration, NotRun> {
    let matches = config::read(Cli::command(), words)?;
    match Cli::from_arg_matches(&matches.words)?.command {
        Command::Serve(settings) => Ok(Configuration::new(settings, &matches)?),
        Command::Other(_) => {
            Err(Failure::usage("these words do not start a server", "they are of another command", "see --help").into())
        }
    }
}

/// Runs the command that these words make, the program's name first.
pub(crate) fn run(words: impl IntoIterator<Item = OsString>) -> Result<Ended, NotRun> {
    let matches = config::read(Cli::command(), words.into_iter().collect())?;
    match Cli::from_arg_matches(&matches.words)?.command {
        Command::Serve(settings) => {
            serve::run(Configuration::new(settings, &matches)?)?;
            Ok(Ended::Well)
        }
        Command::Other(command) => command.run(),
    }
}
