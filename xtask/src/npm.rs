//! The AWS SDK for JavaScript, installed under the build directory for the tests with foreign clients.

use std::fs;
use std::path::PathBuf;

use crate::{process, workspace};

/// Where the program and the pinned versions are.
const SOURCE: &str = "e2e/js";

/// What is copied: packages are looked for beside the program that uses them.
const FILES: [&str; 3] = ["package.json", "package-lock.json", "whoami.mjs"];

/// The directory with the program and the packages that its lock file pins; installing takes some seconds, finding none.
pub(crate) fn ensure() -> Result<PathBuf, String> {
    let directory = workspace::target()?.join("e2e-js");
    fs::create_dir_all(&directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let stamp = directory.join("installed");
    let mut wanted = String::new();
    for name in FILES {
        let text = workspace::read(&format!("{SOURCE}/{name}"))?;
        fs::write(directory.join(name), &text).map_err(|error| format!("{name}: {error}"))?;
        wanted.push_str(&text);
    }
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(directory);
    }
    println!("installing the AWS SDK for JavaScript into {}", directory.display());
    let mut npm = process::command("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&directory);
    process::run(&mut npm)?;
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(directory)
}
