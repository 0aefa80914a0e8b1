//! The documents that the words of a command name: in files, on standard input, and on a running server.

use std::path::{Path, PathBuf};

use clap::Args;

use super::file::{STANDARD_INPUT, is_standard_input, text_of};
use super::kind::Kind;
use super::server::Server;
use crate::cli::NotRun;
use crate::client::ServerOptions;
use crate::failure::Failure;

/// Which documents.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// Policy documents: files, `-` for standard input, or on a server the ARN of a policy, or of a role or user with all
    /// documents in it
    #[arg(value_name = "FILE|ARN")]
    words: Vec<PathBuf>,

    /// Every policy, role and user of the account on the server
    #[arg(long, conflicts_with = "words")]
    all: bool,

    #[command(flatten)]
    server: ServerOptions,
}

/// A document.
#[derive(Debug)]
pub(super) struct Document {
    /// The path, or on a server what it belongs to.
    pub(super) name: String,
    pub(super) text: String,
    /// What it is written for, where it stands in a place that says so.
    pub(super) kind: Option<Kind>,
    /// Where it is kept, if it is a file.
    pub(super) file: Option<PathBuf>,
}

impl Named {
    /// Whether nothing is named.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty() && !self.all
    }

    /// Whether every document is in a file, with a place to be written back to.
    pub(super) fn are_files(&self) -> bool {
        !self.is_empty() && !self.all && self.words.iter().all(|word| arn(word).is_none() && !is_standard_input(word))
    }

    /// The documents, in order; without words the one on standard input.
    pub(super) fn read(&self) -> Result<Vec<Document>, NotRun> {
        if self.all {
            return Server::new(&self.server)?.all();
        }
        if self.words.is_empty() {
            return Ok(vec![in_file(Path::new(STANDARD_INPUT))?]);
        }
        let mut server = None;
        let mut documents = Vec::new();
        for word in &self.words {
            let Some(arn) = arn(word) else {
                documents.push(in_file(word)?);
                continue;
            };
            let server = match &server {
                Some(server) => server,
                None => server.insert(Server::new(&self.server)?),
            };
            documents.extend(server.documents_of(arn)?);
        }
        Ok(documents)
    }
}

/// The word as an ARN, if it looks like one.
fn arn(word: &Path) -> Option<&str> {
    word.to_str().filter(|text| text.starts_with("arn:"))
}

fn in_file(path: &Path) -> Result<Document, Failure> {
    Ok(Document {
        name: path.display().to_string(),
        text: text_of(path)?,
        kind: None,
        file: Some(path.to_owned()).filter(|path| !is_standard_input(path)),
    })
}
