//! `rolecall policy`: documents checked and formatted.

mod check;
mod file;
mod fmt;
mod kind;
mod report;
mod sarif;

use clap::Subcommand;

use crate::cli::{Ended, NotRun};
pub(crate) use file::text_of;

/// The commands about documents.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what is wrong with policy documents, and what is unwise in them
    ///
    /// Exit codes: 0 nothing found, 1 something found, 2 wrong words or files that cannot be read.
    Check(check::Arguments),
    /// Print policy documents in one layout, without changing what they mean
    ///
    /// Exit codes: 0 done, 1 with --check: some are not in that layout, 2 wrong words or files that cannot be read, 3 not
    /// policy documents.
    Fmt(fmt::Arguments),
}

/// Runs the command.
pub(crate) fn run(command: Command) -> Result<Ended, NotRun> {
    match command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
    }
}
