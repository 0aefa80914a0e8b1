//! The one binary: configuration and commands.

mod ambient;
mod cli;
mod config;
mod failure;
mod serve;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(not_run) => not_run.report(),
    }
}
