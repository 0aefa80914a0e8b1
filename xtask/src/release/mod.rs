//! `cargo xtask release`: builds the program for the way in which it is used.
//!
//! It is built so that it counts what it does, put under loads of the benchmark, and built again by what was counted
//! (<https://doc.rust-lang.org/rustc/profile-guided-optimization.html>).

mod compiler;
mod profdata;

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Flags, bench, process, workspace};
use compiler::Compiler;

/// What the program is made fast at, by the names of the benchmark's scenarios.
const LOADS: [&str; 7] =
    ["assume-role", "get-caller-identity", "create-role", "tls", "gateway-get", "gateway-put", "imds"];

/// Runs the command.
pub(crate) fn run(_: Flags<'_>) -> Result<(), String> {
    let compiler = Compiler::ask()?;
    let directory = workspace::target()?.join("profiled");
    let mut merge = profdata::find(&compiler, &directory.join("tools"))?;
    let counts = directory.join("counts");
    let counting = build(&compiler, &directory.join("counting"), "-Cprofile-generate", &counts)?;
    workspace::empty(&counts)?;
    let mut bench = bench::under_loads(&bench::build_alone()?, &counting, &LOADS)?;
    // Each server writes what it counted when it ends.
    process::run(bench.env("LLVM_PROFILE_FILE", counts.join("%p.profraw")))?;
    let merged = directory.join("rolecall.profdata");
    process::run(merge.args(["merge", "--sparse", "-o"]).arg(&merged).arg(&counts))?;
    let built = build(&compiler, &directory.join("built"), "-Cprofile-use", &merged)?;
    let program = program()?;
    fs::copy(&built, &program).map_err(|error| format!("{}: {error}", program.display()))?;
    println!("{}", program.display());
    Ok(())
}

/// Where the program is that was built last.
pub(crate) fn program() -> Result<PathBuf, String> {
    Ok(workspace::target()?.join("profiled/rolecall"))
}

/// Builds the program with an option of the compiler whose value is a path.
fn build(compiler: &Compiler, target: &Path, option: &str, path: &Path) -> Result<PathBuf, String> {
    let mut cargo = process::cargo();
    // Named, so that the option is for the program alone and not for what is run to build it.
    cargo.args(["build", "--release", "--package", "rolecall", "--target", &compiler.host]);
    cargo.arg("--target-dir").arg(target).env("CARGO_ENCODED_RUSTFLAGS", format!("{option}={}", path.display()));
    process::run(&mut cargo)?;
    Ok(target.join(&compiler.host).join("release/rolecall"))
}
