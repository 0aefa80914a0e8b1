//! `rolecall exec`: a command with the credentials of a role that the caller assumes.

use std::ffi::OsString;
use std::sync::Arc;

use clap::Args;
use rolecall_workload::Issuer;

use crate::cli::{Ended, NotRun};
use crate::client::ServerOptions;
use crate::creds::{self, RoleOptions};
use crate::process::{self, Environment};

/// The words of `rolecall exec`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    role: RoleOptions,

    #[command(flatten)]
    server: ServerOptions,

    /// The command and its arguments, after `--`
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Assumes the role and runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    creds::runtime()?.block_on(async {
        let issuer: Arc<dyn Issuer> = Arc::new(arguments.role.issuer(&arguments.server).await?);
        let endpoint_url = arguments.server.url_for_children().map(str::to_owned);
        process::run(&arguments.command, issuer, Environment { endpoint_url, more: Vec::new() }).await
    })
}
