//! `rolecall policy`: documents checked and formatted, in files and on a server.

mod check;
mod file;
mod fmt;
mod kind;
mod named;
mod report;
mod sarif;
mod server;

use clap::Subcommand;

use crate::cli::{Ended, NotRun};
pub(crate) use file::text_of;

/// The commands about documents.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what is wrong with policy documents, and what is unwise in them
    ///
    /// Exit codes: 0 nothing found, 1 something found, 2 wrong words or files that cannot be read, 3 the server does not show a
    /// document, 4 the server cannot be reached.
    Check(check::Arguments),
    /// Print policy documents in one layout, without changing what they mean
    ///
    /// Exit codes: 0 done, 1 with --check: some are not in that layout, 2 wrong words or files that cannot be read, 3 not
    /// policy documents, or the server does not show them, 4 the server cannot be reached.
    Fmt(fmt::Arguments),
}

/// Runs the command.
pub(crate) fn run(command: Command) -> Result<Ended, NotRun> {
    match command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
    }
}
