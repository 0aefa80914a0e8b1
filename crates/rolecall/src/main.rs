//! The one binary: configuration and commands.

mod agent;
mod ambient;
mod can;
mod cli;
mod client;
mod config;
mod creds;
mod demo;
mod endpoints;
mod exec;
mod failure;
mod host;
mod issuing;
mod policy;
mod process;
mod registry;
mod run;
mod serve;
mod simulate;
mod tail;
mod workload;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Ok(ended) => ended.into(),
        Err(not_run) => not_run.report(),
    }
}
