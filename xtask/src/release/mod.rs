//! `cargo xtask release`: builds the program for the way in which it is used.
//!
//! It is built so that it counts what it does, put under loads of the benchmark, and built again by what was counted
//! (<https://doc.rust-lang.org/rustc/profile-guided-optimization.html>).

mod compiler;
mod profdata;

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Flags, bench, layout, process, workspace};
use compiler::Compiler;
use profdata::Profdata;

/// What the program is made fast at, by the names of the benchmark's scenarios.
const LOADS: [&str; 7] =
    ["assume-role", "get-caller-identity", "create-role", "tls", "gateway-get", "gateway-put", "imds"];

/// What only starts it, which tells what is to lie side by side in memory.
const STARTS: [&str; 1] = ["ephemeral"];

/// Runs the command.
pub(crate) fn run(_: Flags<'_>) -> Result<(), String> {
    let release = Release::new()?;
    let counting = release.build("counting", "-Cprofile-generate", &release.directory.join("counts"), None)?;
    let starting = release.profdata.functions(&release.count(&counting, "starts", &STARTS)?)?;
    let script = release.directory.join("layout.ld");
    fs::write(&script, layout::counted(&starting)?).map_err(|error| format!("{}: {error}", script.display()))?;
    let counted = release.count(&counting, "loads", &LOADS)?;
    let built = release.build("built", "-Cprofile-use", &counted, Some(&script))?;
    let program = program()?;
    fs::copy(&built, &program).map_err(|error| format!("{}: {error}", program.display()))?;
    println!("{}", program.display());
    Ok(())
}

/// Where the program is that was built last.
pub(crate) fn program() -> Result<PathBuf, String> {
    Ok(directory()?.join("rolecall"))
}

fn directory() -> Result<PathBuf, String> {
    Ok(workspace::target()?.join("profiled"))
}

/// What such a build needs.
struct Release {
    compiler: Compiler,
    profdata: Profdata,
    /// Where all is built and counted.
    directory: PathBuf,
}

impl Release {
    fn new() -> Result<Self, String> {
        let (compiler, directory) = (Compiler::ask()?, directory()?);
        let profdata = Profdata::find(&compiler, &directory.join("tools"))?;
        Ok(Self { compiler, profdata, directory })
    }

    /// Builds the program with an option of the compiler whose value is a path, and perhaps with a script for the linker of its own.
    fn build(&self, name: &str, option: &str, path: &Path, script: Option<&Path>) -> Result<PathBuf, String> {
        let (host, target) = (&self.compiler.host, self.directory.join(name));
        let mut cargo = process::cargo();
        // Named, so that the option is for the program alone and not for what is run to build it.
        cargo.args(["build", "--release", "--package", "rolecall", "--target", host]).arg("--target-dir").arg(&target);
        cargo.env("CARGO_ENCODED_RUSTFLAGS", format!("{option}={}", path.display()));
        cargo.envs(script.map(|script| ("ROLECALL_LINKER_SCRIPT", script)));
        process::run(&mut cargo)?;
        Ok(target.join(host).join("release/rolecall"))
    }

    /// What a program that counts has counted under loads of the benchmark.
    fn count(&self, counting: &Path, name: &str, scenarios: &[&str]) -> Result<PathBuf, String> {
        let counts = self.directory.join(name);
        workspace::empty(&counts)?;
        let mut bench = bench::under_loads(&bench::build_alone()?, counting, scenarios)?;
        // Each server writes what it counted when it ends.
        process::run(bench.env("LLVM_PROFILE_FILE", counts.join("%p.profraw")))?;
        let merged = counts.with_extension("profdata");
        self.profdata.merge(&counts, &merged)?;
        Ok(merged)
    }
}
