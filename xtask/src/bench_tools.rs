//! nginx and wrk for the benchmark: as the machine has them, or from Debian's packages, unpacked under the build directory.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use crate::{process, workspace};

/// The packages of the programs, and of the libraries that few machines have without them.
const PACKAGES: [&str; 4] = ["nginx", "wrk", "libluajit-5.1-2", "libpcre2-8-0"];

/// Where the programs were unpacked; `None` if nothing need or can be. Whoever misses one then says so.
pub(crate) fn ensure() -> Result<Option<PathBuf>, String> {
    let directory = workspace::target()?.join("bench-tools");
    let root = directory.join("root");
    if root.join("usr/bin/wrk").is_file() && root.join("usr/sbin/nginx").is_file() {
        return Ok(Some(root));
    }
    if has("nginx") && has("wrk") || !has("apt-get") || !has("dpkg-deb") {
        return Ok(None);
    }
    println!("unpacking {} into {}", PACKAGES.join(" "), directory.display());
    let packages = directory.join("packages");
    fs::create_dir_all(&packages).map_err(|error| format!("{}: {error}", packages.display()))?;
    process::run(process::command("apt-get").args(["--quiet=2", "download"]).args(PACKAGES).current_dir(&packages))?;
    let files = fs::read_dir(&packages).map_err(|error| format!("{}: {error}", packages.display()))?;
    for file in files.flatten() {
        process::run(process::command("dpkg-deb").arg("--extract").arg(file.path()).arg(&root))?;
    }
    Ok(Some(root))
}

/// Whether the machine has a program. They differ in how they are asked for their version.
fn has(program: &str) -> bool {
    process::command(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
