//! `rolecall tail`: decisions as they are made, read from the trail of a data directory.

mod follow;
mod line;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use crate::cli::{Ended, NotRun};
use crate::failure::Failure;
use follow::Follower;
use line::{Decided, Wanted};

/// The words of `rolecall tail`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Data directory of the server
    #[arg(long, value_name = "DIR", default_value = "rolecall-data")]
    data: PathBuf,

    /// Only what was denied, or would have been in soft mode
    #[arg(long)]
    denied: bool,

    /// Only of this user, role or session: a name, or an ARN
    #[arg(long, value_name = "PRINCIPAL")]
    principal: Option<String>,

    /// How many past decisions to begin with
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 10)]
    lines: usize,

    /// Stop after the past decisions, without waiting for new ones
    #[arg(long)]
    no_follow: bool,

    /// Print the records as they stand in the trail, one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Prints decisions until nobody reads them any more.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    let wanted = Wanted { denied: arguments.denied, principal: arguments.principal.as_deref() };
    let mut follower = Follower::open(&arguments.data).map_err(|error| unreadable(arguments, &error))?;
    let past =
        follower.last(arguments.lines, |line| wanted.takes(line)).map_err(|error| unreadable(arguments, &error))?;
    let mut printing = print(&past, arguments.json);
    while !arguments.no_follow && printing.is_ok() {
        let new = follower.next().map_err(|error| unreadable(arguments, &error))?;
        let new: Vec<String> = new.into_iter().filter(|line| wanted.takes(line)).collect();
        printing = print(&new, arguments.json);
    }
    // Whoever read has gone, which is no failure.
    Ok(Ended::Well)
}

fn print(lines: &[String], json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in lines {
        match Decided::read(line) {
            Some(decided) if !json => writeln!(out, "{decided}")?,
            _ => writeln!(out, "{line}")?,
        }
    }
    out.flush()
}

fn unreadable(arguments: &Arguments, error: &io::Error) -> NotRun {
    let what = format!("the trail in {} cannot be read", arguments.data.display());
    Failure::new(what, error, "name the data directory of the server by --data; a server with --ephemeral has none")
        .into()
}
