//! Measures a release server over loopback, beside a bare HTTP server under the same load in the same run.
//!
//! `cargo xtask bench` builds and runs it; see `docs/performance.md`.
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

mod bare;
mod cores;
mod curl;
mod figures;
mod load;
mod machine;
mod nginx;
mod page;
mod process;
mod scenario;
mod subject;
mod tools;
mod upstream;
mod way;
mod wrk;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use scenario::{Bench, GROUPS, Group, Scenario};
use tools::Tools;

/// What may go wrong is told and ends the run.
type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T> = std::result::Result<T, Error>;

/// Measures a release server over loopback, beside a bare HTTP server under the same load in the same run.
#[derive(Parser)]
#[command(name = "cargo xtask bench")]
struct Arguments {
    /// Shorter rounds, and fewer of them
    #[arg(long)]
    quick: bool,

    /// Measure the program that `cargo xtask release` built
    #[arg(long)]
    released: bool,

    /// The server to measure
    #[arg(long, hide = true, required_unless_present_any = ["bare", "upstream"])]
    server: Option<PathBuf>,

    /// Directory for what the server keeps; on the disk that is to be measured
    #[arg(long, hide = true, required_unless_present_any = ["bare", "upstream"])]
    scratch: Option<PathBuf>,

    /// Page to write the figures of a full run into
    #[arg(long, hide = true)]
    page: Option<PathBuf>,

    /// Be the bare server whose answers have this many bytes
    #[arg(long, hide = true, value_name = "BYTES")]
    bare: Option<usize>,

    /// Be the upstream of the gateway
    #[arg(long, hide = true)]
    upstream: bool,

    /// Where nginx and wrk were unpacked
    #[arg(long, hide = true)]
    tools: Option<PathBuf>,

    /// What to measure, by the names of scenarios or groups; all, if none is named
    #[arg(value_name = "SCENARIO", value_parser = named)]
    scenarios: Vec<Chosen>,
}

/// A group, and what of it is measured.
#[derive(Clone)]
struct Chosen {
    group: &'static Group,
    scenarios: &'static [Scenario],
}

fn named(name: &str) -> std::result::Result<Chosen, String> {
    let whole = |group: &'static Group| Chosen { group, scenarios: group.scenarios };
    let within = |group: &'static Group| {
        let at = group.scenarios.iter().position(|scenario| scenario.name == name)?;
        Some(Chosen { group, scenarios: group.scenarios.get(at..=at)? })
    };
    let group = GROUPS.iter().find(|group| group.name == name);
    group.map(whole).or_else(|| GROUPS.iter().find_map(within)).ok_or_else(|| {
        let names = |group: &Group| {
            let names = group.scenarios.iter().map(|scenario| scenario.name).collect::<Vec<_>>().join(", ");
            format!("{} ({names})", group.name)
        };
        format!("the scenarios are {}", GROUPS.iter().map(names).collect::<Vec<_>>().join(" and "))
    })
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
    let Arguments { quick, released, server, scratch, page, bare, upstream, tools, scenarios } = arguments;
    if upstream {
        return upstream::serve();
    }
    let (Some(server), Some(scratch)) = (server, scratch) else {
        return bare::serve(bare.unwrap_or_default());
    };
    let mut bench = Bench::new(server, &scratch, Tools::new(tools), quick)?;
    let options = [("--quick ", quick), ("--released ", released)];
    let options: String = options.into_iter().filter(|(_, is_given)| *is_given).map(|(option, _)| option).collect();
    let all = || GROUPS.iter().map(|group| Chosen { group, scenarios: group.scenarios }).collect();
    let chosen: Vec<Chosen> = if scenarios.is_empty() { all() } else { scenarios };
    for group in GROUPS {
        let chosen = chosen.iter().filter(|chosen| chosen.group.name == group.name);
        let scenarios: Vec<&Scenario> = chosen.flat_map(|chosen| chosen.scenarios).collect();
        if scenarios.is_empty() {
            continue;
        }
        let text = measured(&mut bench, group, &scenarios, &options)?;
        println!("{text}");
        if let Some(page) = page.as_ref().filter(|_| !quick && scenarios.len() == group.scenarios.len()) {
            page::write(page, group.name, &text)?;
        }
    }
    Ok(())
}

/// The figures of some scenarios of a group.
fn measured(bench: &mut Bench, group: &Group, scenarios: &[&Scenario], options: &str) -> Result<String> {
    let load_before = machine::load();
    for scenario in scenarios {
        eprintln!("measuring {} …", scenario.name);
        (scenario.run)(bench).map_err(|error| format!("{}: {error}", scenario.name))?;
    }
    let figures = std::mem::take(&mut bench.figures);
    Ok(page::figures(group.name, &figures, &machine::description(bench.cores, &load_before), options))
}
