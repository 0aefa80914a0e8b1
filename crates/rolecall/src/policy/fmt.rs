//! `rolecall policy fmt`: documents in one layout.

use std::path::PathBuf;

use clap::Args;
use rolecall_policy::document::{Position, parse, print};
use serde_json::Value;

use super::file::{is_standard_input, replace, text_of};
use crate::cli::{Ended, NotRun};
use crate::failure::Failure;
use crate::simulate::print as output;

/// The words of `rolecall policy fmt`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Policy documents; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<PathBuf>,

    /// Print nothing but the names of the files that are not in this layout, and end with 1 if there are any
    #[arg(long, conflicts_with = "write")]
    check: bool,

    /// Write the documents back to their files
    #[arg(long)]
    write: bool,
}

/// Formats each file, or says which are not formatted. A file that is no document stops none of the others.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    if arguments.write && arguments.files.iter().any(|path| is_standard_input(path)) {
        let why = "standard input has no file to write back to";
        return Err(Failure::usage("nothing can be written", why, "name files, or leave --write out").into());
    }
    let mut ended = Ended::Well;
    let mut faults = Vec::new();
    for path in &arguments.files {
        let text = text_of(path)?;
        let formatted = match formatted(&text) {
            Ok(formatted) => formatted,
            Err(fault) => {
                faults.push(format!("{}:{fault}", path.display()));
                continue;
            }
        };
        if arguments.check && formatted != text {
            ended = Ended::WithObjections;
            output(format_args!("{}\n", path.display()))?;
        }
        if arguments.write && formatted != text {
            replace(path, &formatted)?;
        }
        if !arguments.check && !arguments.write {
            output(&formatted)?;
        }
    }
    if faults.is_empty() { Ok(ended) } else { Err(not_documents(&faults)) }
}

fn formatted(text: &str) -> Result<String, String> {
    let document = parse(text).map_err(|error| {
        let Position { line, column } = Position::of(text, error.span.start);
        format!("{line}:{column}: {error}")
    })?;
    if serde_json::from_str(text).is_ok_and(|tree: Value| tree.get("Conditions").is_some()) {
        return Err(" `Conditions` beside `Statement` means nothing, and would be lost".to_owned());
    }
    Ok(print(&document))
}

fn not_documents(faults: &[String]) -> NotRun {
    let remedy = "correct the text; what is not a document stays as it is";
    NotRun::Undecided(Failure::new("this is not a policy document", faults.join("\n       "), remedy))
}
