//! `rolecall policy check`: what is wrong with documents, and what is unwise in them.

use clap::{Args, ValueEnum};
use rolecall_policy::findings::{self, Finding};

use super::kind::Kind;
use super::named::{Document, Named};
use super::{report, sarif};
use crate::cli::{Ended, NotRun};
use crate::failure::Failure;
use crate::simulate::print;

/// The words of `rolecall policy check`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    documents: Named,

    /// What they are written for [default: what each looks like, or is on the server]
    #[arg(long, value_enum)]
    kind: Option<Kind>,

    /// How the findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each finding
    #[default]
    Table,
    /// An object with the findings of each file
    Json,
    /// SARIF 2.1.0, which code hosts and editors read
    Sarif,
}

/// A file with what was found in it.
pub(super) struct Checked {
    pub(super) file: String,
    pub(super) text: String,
    pub(super) kind: Kind,
    pub(super) findings: Vec<Finding>,
}

/// Checks each file and prints what was found.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    let mut checked = Vec::new();
    if arguments.documents.is_empty() {
        let remedy = "name files, ARNs of the server's, or --all; `-` is standard input";
        return Err(Failure::usage("there is nothing to check", "no document is named", remedy).into());
    }
    for Document { name, text, kind, .. } in arguments.documents.read()? {
        let kind = arguments.kind.or(kind).unwrap_or_else(|| Kind::of(&text));
        let findings = findings::check(&text, kind.policy_kind());
        checked.push(Checked { file: name, text, kind, findings });
    }
    match arguments.format {
        Format::Table => print(report::table(&checked))?,
        Format::Json => print(format_args!("{:#}\n", report::json(&checked)))?,
        Format::Sarif => print(format_args!("{:#}\n", sarif::log(&checked)))?,
    }
    let clean = checked.iter().all(|checked| checked.findings.is_empty());
    Ok(if clean { Ended::Well } else { Ended::WithObjections })
}
