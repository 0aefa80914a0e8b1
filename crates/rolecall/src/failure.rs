//! What the operator reads when something does not work: what happened, why, and what to do.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// A failure, as it is told to the operator.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    why: String,
    remedy: String,
    kind: Kind,
}

/// What went wrong: the work, or the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The command was right and did not succeed.
    Failed,
    /// The command, the environment or the configuration file is wrong.
    Usage,
}

impl Failure {
    /// The command was right, and this went wrong.
    pub(crate) fn new(what: impl Into<String>, why: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.to_string(), remedy: remedy.into(), kind: Kind::Failed }
    }

    /// The program was told something that it cannot follow.
    pub(crate) fn usage(what: impl Into<String>, why: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, ..Self::new(what, why, remedy) }
    }

    /// 1 or 2.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.kind {
            Kind::Failed => 1,
            Kind::Usage => 2,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  why: {}\n  what to do: {}", self.what, self.why, self.remedy)
    }
}

/// Tells the operator of something that is probably not meant so. That nobody may be listening does not matter.
pub(crate) fn warn(text: impl fmt::Display) {
    drop(writeln!(io::stderr(), "warning: {text}"));
}
