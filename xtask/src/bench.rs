//! `cargo xtask bench`: builds the server and its benchmark, and measures.

use crate::{Flags, process, workspace};

const PAGE: &str = "docs/performance.md";

/// Runs the command; its words name the scenarios.
pub(crate) fn run(flags: Flags<'_>) -> Result<(), String> {
    let build = ["build", "--release", "--package", "rolecall", "--package", "rolecall-bench"];
    process::run(process::cargo().args(build))?;
    let target = workspace::target()?;
    let release = target.join("release");
    let mut bench = process::command(release.join("rolecall-bench"));
    bench.arg("--server").arg(release.join("rolecall")).arg("--scratch").arg(target.join("bench"));
    process::run(bench.args(["--page", PAGE]).args(flags.0))
}
