//! `cargo xtask bench`: builds the server and its benchmark, and measures.

use crate::{Flags, bench_tools, process, workspace};

const PAGE: &str = "docs/performance.md";

/// Runs the command; its words name the scenarios.
pub(crate) fn run(flags: Flags<'_>) -> Result<(), String> {
    let build = ["build", "--release", "--package", "rolecall", "--package", "rolecall-bench"];
    process::run(process::cargo().args(build))?;
    let target = workspace::target()?;
    let release = target.join("release");
    let mut bench = process::command(release.join("rolecall-bench"));
    bench.arg("--server").arg(release.join("rolecall")).arg("--scratch").arg(target.join("bench"));
    if needs_tools(flags.0) {
        bench.args(bench_tools::ensure()?.into_iter().flat_map(|root| ["--tools".into(), root.into_os_string()]));
    }
    process::run(bench.args(["--page", PAGE]).args(flags.0))
}

/// Whether programs of others are measured with, or beside.
fn needs_tools(words: &[String]) -> bool {
    let mut names = words.iter().filter(|word| !word.starts_with('-')).peekable();
    names.peek().is_none() || names.any(|name| name.starts_with("gateway") || name == "imds")
}
