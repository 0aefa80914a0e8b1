//! Programs of Debian's packages, unpacked under the build directory: nothing is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::process;

/// Unpacks packages below `directory`, but for those that are installed; the directory that stands for `/` there. `None` if this machine
/// has no such packages.
pub(crate) fn unpack(packages: &[&str], directory: &Path) -> Result<Option<PathBuf>, String> {
    if !has("apt-get") || !has("dpkg-deb") {
        return Ok(None);
    }
    println!("unpacking {} into {}", packages.join(" "), directory.display());
    let (files, root) = (directory.join("packages"), directory.join("root"));
    fs::create_dir_all(&files).map_err(|error| format!("{}: {error}", files.display()))?;
    // The version of an installed package may be one that no source has any more, and `apt-get` fetches no other.
    let missing = packages.iter().filter(|package| !is_installed(package));
    process::run(process::command("apt-get").args(["--quiet=2", "download"]).args(missing).current_dir(&files))?;
    let files = fs::read_dir(&files).map_err(|error| format!("{}: {error}", files.display()))?;
    for file in files.flatten() {
        process::run(process::command("dpkg-deb").arg("--extract").arg(file.path()).arg(&root))?;
    }
    Ok(Some(root))
}

/// Whether the machine has a package.
fn is_installed(package: &str) -> bool {
    let status = process::command("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]).output();
    status.is_ok_and(|status| status.stdout == b"installed")
}

/// Whether the machine has a program. They differ in how they are asked for their version.
pub(crate) fn has(program: &str) -> bool {
    process::command(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
