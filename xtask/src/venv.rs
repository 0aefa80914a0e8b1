//! Python environments under the build directory, for the service models and for the foreign clients.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{process, workspace};

/// An environment that has exactly these packages; making it takes some seconds, finding it made takes none.
///
/// Answers its directory of programs. `requirements` pin each package, those that others pull in too, so that every run has the
/// same ones.
pub(crate) fn ensure(name: &str, requirements: &[&str]) -> Result<PathBuf, String> {
    let directory = workspace::target()?.join(name);
    let programs = directory.join("bin");
    let stamp = directory.join("installed");
    // The programs in an environment know its path: one that was moved or copied is made anew.
    let wanted = format!("{}\n{}\n", directory.display(), requirements.join("\n"));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    make(&directory, requirements)?;
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(programs)
}

fn make(directory: &Path, requirements: &[&str]) -> Result<(), String> {
    println!("installing {} into {}", requirements.join(" "), directory.display());
    process::run(process::command("python3").args(["-m", "venv", "--clear"]).arg(directory))?;
    let mut pip = process::command(directory.join("bin").join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]).args(requirements);
    process::run(&mut pip)?;
    // `--no-deps` installs only what is pinned; this finds out whether a pin is missing.
    process::run(process::command(directory.join("bin").join("python")).args(["-m", "pip", "check"]))
}
