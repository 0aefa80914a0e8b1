//! `cargo xtask layout`: has the linker place side by side what a server uses of its program.
//!
//! Memory comes to a program in stretches of many functions. Where those that are used lie scattered among ten times as many that
//! are not, nearly the whole program ends up in memory.

mod functions;
mod profile;
mod script;

use std::path::Path;

use crate::{Flags, bench, process};

pub(crate) use script::counted;

/// What a server is watched at, by the names of the benchmark's scenarios: what every server does first.
const LOADS: [&[&str]; 3] =
    [&["ephemeral"], &["assume-role", "get-caller-identity"], &["gateway-get", "gateway-put", "imds", "create-role"]];

/// Runs the command.
pub(crate) fn run(_: Flags<'_>) -> Result<(), String> {
    if !process::is_installed(&mut process::command("valgrind")) {
        return Err("valgrind is needed, which Debian has in a package of that name".to_owned());
    }
    let release = bench::build()?;
    let server = release.join("rolecall");
    // What the benchmark measures is callgrind's slowness.
    let play =
        |watched: &Path, scenarios: &[&str]| process::run(&mut bench::under_loads(&release, watched, scenarios)?);
    let watch = |scenarios: &&[&str]| profile::used(|watched| play(watched, scenarios), &server);
    let used = LOADS.iter().map(watch).collect::<Result<Vec<_>, String>>()?;
    let symbols = process::output(process::command("nm").arg("--print-size").arg(&server))?;
    script::write(&functions::used_prefixes(&functions::sizes(&symbols), &used))
}
