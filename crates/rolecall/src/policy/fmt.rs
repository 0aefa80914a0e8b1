//! `rolecall policy fmt`: documents in one layout.

use clap::Args;
use rolecall_policy::document::{Position, parse, print};
use serde_json::Value;

use super::file::replace;
use super::named::{Document, Named};
use crate::cli::{Ended, NotRun};
use crate::failure::Failure;
use crate::simulate::print as output;

/// The words of `rolecall policy fmt`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    documents: Named,

    /// Print nothing but the names of the documents that are not in this layout, and end with 1 if there are any
    #[arg(long, conflicts_with = "write")]
    check: bool,

    /// Write the documents back to their files
    #[arg(long)]
    write: bool,
}

/// Formats each document, or says which are not formatted. A text that is no document stops none of the others.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    let Arguments { documents, check, write } = arguments;
    if *write && !documents.are_files() {
        let why = "only what is read from a file has a place to be written back to";
        return Err(Failure::usage("nothing can be written", why, "name files, or leave --write out").into());
    }
    let (mut ended, mut faults) = (Ended::Well, Vec::new());
    for Document { name, text, file, .. } in documents.read()? {
        let formatted = match formatted(&text) {
            Ok(formatted) => formatted,
            Err(fault) => {
                faults.push(format!("{name}:{fault}"));
                continue;
            }
        };
        if *check && formatted != text {
            ended = Ended::WithObjections;
            output(format_args!("{name}\n"))?;
        }
        if let Some(path) = file.filter(|_| *write && formatted != text) {
            replace(&path, &formatted)?;
        }
        if !check && !write {
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
