//! `rolecall can`: whether somebody may do something, by a running server or by policies in files.

use clap::Args;

use crate::cli::{Ended, NotRun};
use crate::simulate::{self, Question, Terms};

/// The words of `rolecall can`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Who: an ARN; for a server also `user/alice` or `role/web` of the account of the credentials
    principal: String,

    /// Would do what, such as `s3:GetObject`
    action: String,

    /// On what: an ARN, or `*` for actions without a resource
    resource: String,

    #[command(flatten)]
    terms: Terms,
}

/// Decides under the policies in files, or asks the server.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    let Arguments { principal, action, resource, terms } = arguments;
    simulate::answer(&Question { principal, action, resource, terms })
}
