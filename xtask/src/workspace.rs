//! Where things are: the repository, its files, and the build directory.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::process;

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// What `cargo metadata` says; `options` are passed on to it.
pub(crate) fn metadata(options: &[&str]) -> Result<Value, String> {
    let text = process::output(process::cargo().args(["metadata", "--format-version", "1"]).args(options))?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))
}

/// The build directory, which the environment or Cargo's configuration may place elsewhere.
pub(crate) fn target() -> Result<PathBuf, String> {
    let metadata = metadata(&["--no-deps"])?;
    let directory = metadata.get("target_directory").and_then(Value::as_str);
    directory.map(PathBuf::from).ok_or_else(|| "cargo metadata names no target directory".to_owned())
}

/// Makes a directory, or empties it.
pub(crate) fn empty(directory: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| format!("{}: {error}", directory.display());
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(told)?;
    }
    fs::create_dir_all(directory).map_err(told)
}

/// The files of the repository that match one of the patterns, by their paths from its root: known to Git or new, but not ignored.
pub(crate) fn files(patterns: &[&str]) -> Result<Vec<String>, String> {
    let mut git = process::command("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", "--"]).args(patterns);
    let mut files: Vec<String> = process::output(&mut git)?.lines().map(str::to_owned).collect();
    files.retain(|file| root().join(file).is_file());
    files.sort();
    files.dedup();
    Ok(files)
}

/// The text of a file, by its path from the root.
pub(crate) fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}

/// Writes a generated file, or with `check` only compares it: the committed file must be what would be written.
pub(crate) fn generate(path: &str, content: impl AsRef<[u8]>, check: bool) -> Result<(), String> {
    let content = content.as_ref();
    if fs::read(root().join(path)).is_ok_and(|present| present == content) {
        println!("{path} is up to date");
        return Ok(());
    }
    if check {
        return Err(format!("{path} is not up to date: run the command again without --check, and commit the file"));
    }
    fs::write(root().join(path), content).map_err(|error| format!("{path}: {error}"))?;
    println!("{path} written");
    Ok(())
}
