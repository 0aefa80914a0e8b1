//! Measures a release server over loopback, beside a bare HTTP server under the same load in the same run.
//!
//! `cargo xtask bench` builds and runs it; see `docs/performance.md`.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

mod bare;
mod cores;
mod figures;
mod load;
mod machine;
mod page;
mod process;
mod scenario;
mod subject;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use scenario::{Bench, SCENARIOS, Scenario};

/// What may go wrong is told and ends the run.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures a release server over loopback, beside a bare HTTP server under the same load in the same run.
#[derive(Parser)]
#[command(name = "cargo xtask bench")]
struct Arguments {
    /// Shorter rounds, and fewer of them
    #[arg(long)]
    quick: bool,

    /// The server to measure
    #[arg(long, hide = true, required_unless_present = "bare")]
    server: Option<PathBuf>,

    /// Directory for what the server keeps; on the disk that is to be measured
    #[arg(long, hide = true, required_unless_present = "bare")]
    scratch: Option<PathBuf>,

    /// Page to write the figures of a full run into
    #[arg(long, hide = true)]
    page: Option<PathBuf>,

    /// Be the bare server whose answers have this many bytes
    #[arg(long, hide = true, value_name = "BYTES")]
    bare: Option<usize>,

    /// What to measure; all, if none is named
    #[arg(value_name = "SCENARIO", value_parser = named)]
    scenarios: Vec<&'static Scenario>,
}

fn named(name: &str) -> std::result::Result<&'static Scenario, String> {
    let names = || SCENARIOS.iter().map(|scenario| scenario.name).collect::<Vec<_>>().join(", ");
    SCENARIOS.iter().find(|scenario| scenario.name == name).ok_or_else(|| format!("the scenarios are {}", names()))
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let Arguments { quick, server, scratch, page, bare, scenarios } = arguments;
    let (Some(server), Some(scratch)) = (server, scratch) else {
        return bare::serve(bare.unwrap_or_default());
    };
    let load_before = machine::load();
    let mut bench = Bench::new(server, &scratch, quick)?;
    let chosen = if scenarios.is_empty() { SCENARIOS.iter().collect() } else { scenarios };
    let is_full = !quick && chosen.len() == SCENARIOS.len();
    for scenario in chosen {
        eprintln!("measuring {} …", scenario.name);
        (scenario.run)(&mut bench).map_err(|error| format!("{}: {error}", scenario.name))?;
    }
    let text = page::figures(&bench.figures, &machine::description(bench.cores, &load_before), quick);
    println!("{text}");
    match page {
        Some(page) if is_full => page::write(&page, &text),
        _ => Ok(()),
    }
}
