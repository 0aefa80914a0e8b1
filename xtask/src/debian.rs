//! Programs of Debian's packages, unpacked under the build directory: nothing is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process;

/// Where what is known of the packages lies, in the directory that they are unpacked below.
const LISTS: &str = "lists";

/// Unpacks packages below `directory`; the directory that stands for `/` there. `None` if this machine has no such packages.
pub(crate) fn unpack(packages: &[&str], directory: &Path) -> Result<Option<PathBuf>, String> {
    if !has("apt-get") || !has("dpkg-deb") {
        return Ok(None);
    }
    println!("unpacking {} into {}", packages.join(" "), directory.display());
    let (files, root) = (directory.join("packages"), directory.join("root"));
    for directory in [&files, &directory.join(LISTS).join("partial")] {
        fs::create_dir_all(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    }
    // What the machine knows of the packages may be older than they are: versions that are gone, and none of the new ones.
    process::run(apt_get(directory).arg("update"))?;
    process::run(apt_get(directory).arg("download").args(packages).current_dir(&files))?;
    let files = fs::read_dir(&files).map_err(|error| format!("{}: {error}", files.display()))?;
    for file in files.flatten() {
        process::run(process::command("dpkg-deb").arg("--extract").arg(file.path()).arg(&root))?;
    }
    Ok(Some(root))
}

/// The program that fetches, with lists of packages of its own below `directory`.
fn apt_get(directory: &Path) -> Command {
    let mut command = process::command("apt-get");
    // Fetched by the user who runs this, as the directory may be closed to others.
    command.args(["--quiet=2", "-o", "APT::Sandbox::User="]);
    for (option, place) in [("Dir::State::Lists", LISTS), ("Dir::Cache", "cache")] {
        command.arg("-o").arg(format!("{option}={}", directory.join(place).display()));
    }
    command
}

/// Whether the machine has a program. They differ in how they are asked for their version.
pub(crate) fn has(program: &str) -> bool {
    process::command(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
