//! `cargo xtask bench`: builds the server and its benchmark, and measures.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Flags, bench_tools, process, release, workspace};

const PAGE: &str = "docs/performance.md";

/// The flag for measuring the program that `cargo xtask release` built; the benchmark tells it beside the figures.
const RELEASED: &str = "--released";

/// Runs the command; its words name the scenarios.
pub(crate) fn run(flags: Flags<'_>) -> Result<(), String> {
    let mut bench = if flags.has(RELEASED) {
        against(&build_alone()?, &released()?, needs_tools(flags.0))?
    } else {
        let release = build()?;
        against(&release, &release.join("rolecall"), needs_tools(flags.0))?
    };
    process::run(bench.args(["--page", PAGE]).args(flags.0))
}

/// The program that `cargo xtask release` built.
fn released() -> Result<PathBuf, String> {
    let program = release::program()?;
    if program.is_file() { Ok(program) } else { Err("`cargo xtask release` must build the program first".to_owned()) }
}

/// Builds the server and its benchmark; the directory where they are. Each alone, as whoever uses the server builds it: together, both would
/// have the features that either wants of a package.
pub(crate) fn build() -> Result<PathBuf, String> {
    process::run(process::cargo().args(["build", "--release", "--package", "rolecall"]))?;
    build_alone()
}

/// Builds the benchmark; the directory where it is.
pub(crate) fn build_alone() -> Result<PathBuf, String> {
    process::run(process::cargo().args(["build", "--release", "--package", "rolecall-bench"]))?;
    Ok(workspace::target()?.join("release"))
}

/// The benchmark in `release` against this server, with nginx and wrk if they are needed.
fn against(release: &Path, server: &Path, needs_tools: bool) -> Result<Command, String> {
    let mut bench = process::command(release.join("rolecall-bench"));
    bench.arg("--server").arg(server).arg("--scratch").arg(workspace::target()?.join("bench"));
    if needs_tools {
        bench.args(bench_tools::ensure()?.into_iter().flat_map(|root| ["--tools".into(), root.into_os_string()]));
    }
    Ok(bench)
}

/// The benchmark in `release`, to put this server under some loads and say nothing.
pub(crate) fn under_loads(release: &Path, server: &Path, scenarios: &[&str]) -> Result<Command, String> {
    let mut bench = against(release, server, true)?;
    bench.arg("--quick").args(scenarios).stdout(Stdio::null());
    Ok(bench)
}

/// Whether programs of others are measured with, or beside.
fn needs_tools(words: &[String]) -> bool {
    let mut names = words.iter().filter(|word| !word.starts_with('-')).peekable();
    names.peek().is_none() || names.any(|name| name.starts_with("gateway") || name == "imds")
}
