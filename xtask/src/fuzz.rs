//! `cargo xtask fuzz`: looks for inputs that break the policy language, with the targets of `fuzz/`.
//!
//! The targets are built with the coverage that libFuzzer needs by flags that a stable compiler takes, so that nothing has to
//! be installed first.

use std::path::{Path, PathBuf};
use std::process::Child;

use crate::{Flags, process, workspace};

/// What every target is built with: the coverage that libFuzzer follows, and the checks that a release leaves out.
const RUSTFLAGS: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    --cfg fuzzing -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks";

/// How long a target runs, in seconds: short, and with `--long`.
const SECONDS: (u32, u32) = (60, 3_600);

/// An input that takes longer than this many seconds is a finding, and so is one that takes more memory than this many MiB.
const LIMITS: [&str; 2] = ["-timeout=5", "-rss_limit_mb=2048"];

/// Runs the targets named, or all.
pub(crate) fn run(flags: Flags<'_>) -> Result<(), String> {
    let words: Vec<&String> = flags.0.iter().filter(|word| !word.starts_with('-')).collect();
    let all = targets()?;
    if let Some(unknown) = words.iter().find(|word| !all.contains(word)) {
        return Err(format!("there is no target `{unknown}`; there are {}", all.join(", ")));
    }
    let chosen: Vec<&String> = all.iter().filter(|target| words.is_empty() || words.contains(target)).collect();
    let seconds = if flags.has("--long") { SECONDS.1 } else { SECONDS.0 };
    let programs = build()?;
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    chosen.chunks(at_once).try_for_each(|together| {
        let started: Vec<_> = together.iter().map(|target| Ok((*target, start(&programs, target, seconds)?))).collect();
        started
            .into_iter()
            .map(|started| started.and_then(|(target, child)| finish(target, child)))
            .fold(Ok(()), Result::and)
    })
}

/// The targets: each file of `fuzz/src/bin`.
fn targets() -> Result<Vec<String>, String> {
    let files = workspace::files(&["fuzz/src/bin/*.rs"])?;
    Ok(files.iter().filter_map(|file| Some(Path::new(file).file_stem()?.to_str()?.to_owned())).collect())
}

/// Builds every target; the directory of the programs.
fn build() -> Result<PathBuf, String> {
    let host = host()?;
    let directory = workspace::target()?.join("fuzz");
    let mut cargo = process::cargo();
    // With a target named, the flags leave build scripts and macros alone.
    cargo.args(["build", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target", &host]);
    process::run(cargo.env("CARGO_TARGET_DIR", &directory).env("RUSTFLAGS", RUSTFLAGS))?;
    Ok(directory.join(host).join("release"))
}

/// The compiler's own platform.
fn host() -> Result<String, String> {
    let version = process::output(process::command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc names no host".to_owned())
}

/// Starts a target on what it found before and on the seeds of the repository.
fn start(programs: &Path, target: &str, seconds: u32) -> Result<Child, String> {
    let found = workspace::target()?.join("fuzz").join("found").join(target);
    let corpus = found.join("corpus");
    std::fs::create_dir_all(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
    let seeds = Path::new("fuzz/seeds").join(target);
    let mut program = process::command(programs.join(target));
    program.args(LIMITS).args(["-seed=1", "-dict=fuzz/policy.dict", "-print_final_stats=1", "-verbosity=0"]);
    program.arg(format!("-max_total_time={seconds}"));
    program.arg(format!("-artifact_prefix={}/", found.display()));
    program.arg(corpus);
    if workspace::root().join(&seeds).is_dir() {
        program.arg(seeds);
    }
    println!("fuzzing `{target}` for {seconds} s");
    program.spawn().map_err(|error| format!("{target}: {error}"))
}

fn finish(target: &str, mut child: Child) -> Result<(), String> {
    let status = child.wait().map_err(|error| format!("{target}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{target}` found an input that breaks it; its path stands above"))
    }
}
