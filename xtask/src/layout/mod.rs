//! `cargo xtask layout`: has the linker place side by side what a server uses of its program.
//!
//! Memory comes to a program in stretches of many functions. Where those that are used lie scattered among ten times as many that
//! are not, nearly the whole program ends up in memory.

mod functions;
mod profile;

use std::fs;
use std::path::Path;

use crate::{Flags, bench, process, workspace};

const SCRIPT: &str = "crates/rolecall/layout.ld";

/// What a server is watched at, by the names of the benchmark's scenarios: what every server does first.
const LOADS: [&[&str]; 3] =
    [&["ephemeral"], &["assume-role", "get-caller-identity"], &["gateway-get", "gateway-put", "imds", "create-role"]];

const HEAD: &str = "\
/* What a server uses of its program, by the beginnings of the names of its functions: first what every server does. It is placed
   side by side, so that the rest need not be in memory. Written by `cargo xtask layout`; edits are lost. A name that no longer is
   in the program does no harm. */
";

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
    write_script(&functions::used_prefixes(&functions::sizes(&symbols), &used))
}

fn write_script(prefixes: &[String]) -> Result<(), String> {
    let mut text = HEAD.to_owned() + "SECTIONS {\n  .text.used : {\n";
    // Functions that the compiler knows to be called seldom are small, and in sections of their own.
    for prefix in prefixes.iter().map(String::as_str).chain(["unlikely."]) {
        text += &["    *(.text.", prefix, "*)\n"].concat();
    }
    text += "  }\n}\nINSERT BEFORE .text;\n";
    fs::write(workspace::root().join(SCRIPT), text).map_err(|error| format!("{SCRIPT}: {error}"))?;
    println!("{SCRIPT}: {} beginnings of names", prefixes.len());
    Ok(())
}
