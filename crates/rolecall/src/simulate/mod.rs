//! `rolecall simulate`: questions decided under policies that stand in files, or by a running server.

mod batch;
mod chunks;
mod given;
mod server;
mod single;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::{Ended, NotRun};
use crate::failure::Failure;
pub(crate) use single::{Question, Terms, answer, print};

/// The words of `rolecall simulate`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Read questions from FILE, or from standard input (`-`), and answer each on a line of its own
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", conflicts_with_all = QUESTION)]
    jsonl: Option<PathBuf>,

    /// With --jsonl: add to each answer why it is so
    #[arg(long, requires = "jsonl")]
    explain: bool,

    /// Who asks: the ARN of a user, role, session, root user or identity provider, a service's name, or `*`
    #[arg(long, value_name = "ARN", required_unless_present = "jsonl")]
    principal: Option<String>,

    /// What they want to do, such as `s3:GetObject`
    #[arg(long, required_unless_present = "jsonl")]
    action: Option<String>,

    /// On what: an ARN, or `*` for actions without a resource
    #[arg(long, value_name = "ARN", required_unless_present = "jsonl")]
    resource: Option<String>,

    #[command(flatten)]
    terms: Terms,
}

/// What makes a question of the words, and has no place beside the batch form.
const QUESTION: [&str; 7] =
    ["principal", "action", "resource", "format", "Circumstances", "PolicyFiles", "ServerOptions"];

/// Answers the question of the words, or those of a file.
pub(crate) fn run(arguments: Arguments) -> Result<Ended, NotRun> {
    if let Some(path) = &arguments.jsonl {
        return batch(path, arguments.explain);
    }
    let (principal, action, resource) = (arguments.principal, arguments.action, arguments.resource);
    answer(&Question {
        principal: &principal.unwrap_or_default(),
        action: &action.unwrap_or_default(),
        resource: &resource.unwrap_or_default(),
        terms: &arguments.terms,
    })
}

fn batch(path: &Path, explain: bool) -> Result<Ended, NotRun> {
    let run = |output| match path.to_str() {
        Some("-") => batch::run(io::stdin().lock(), output, explain),
        _ => batch::run(File::open(path)?, output, explain),
    };
    match run(io::stdout().lock()) {
        // Whoever reads the answers has had enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Ended::Well),
        Err(error) => Err(Failure::usage(
            "the questions cannot be read, or the answers not written",
            format_args!("{}: {error}", path.display()),
            "name a file of one JSON object a line, or `-` for standard input",
        )
        .into()),
        Ok(()) => Ok(Ended::Well),
    }
}
