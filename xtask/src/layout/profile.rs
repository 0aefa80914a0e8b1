//! Which functions a program runs, as callgrind sees it.

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::workspace;

/// After how many basic blocks callgrind writes down what it saw. A server that is killed takes the rest with it.
const BLOCKS: u32 = 2_000_000;

/// The names, as the linker knows them, of all functions that `program` runs while `play` uses it by the path that it is given.
pub(super) fn used(play: impl FnOnce(&Path) -> Result<(), String>, program: &Path) -> Result<HashSet<String>, String> {
    let directory = workspace::target()?.join("layout");
    let told = |error: std::io::Error| format!("{}: {error}", directory.display());
    workspace::empty(&directory)?;
    let watched = directory.join("watched");
    let (out, program) = (directory.display(), program.display());
    let options = "--tool=callgrind --quiet --demangle=no --compress-strings=no";
    write_wrapper(
        &watched,
        &format!("valgrind {options} --dump-every-bb={BLOCKS} --callgrind-out-file='{out}/%p.out' '{program}'"),
    )?;
    play(&watched)?;
    let mut used = HashSet::new();
    for file in fs::read_dir(&directory).map_err(told)?.flatten() {
        let text = fs::read(file.path()).map_err(told)?;
        used.extend(String::from_utf8_lossy(&text).lines().filter_map(function).map(str::to_owned));
    }
    fs::remove_dir_all(&directory).map_err(told)?;
    Ok(used)
}

/// Writes a program that runs `command` with the arguments that it is given.
fn write_wrapper(path: &Path, command: &str) -> Result<(), String> {
    let write = || {
        fs::write(path, format!("#!/bin/sh\nexec {command} \"$@\"\n"))?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))
    };
    write().map_err(|error| format!("{}: {error}", path.display()))
}

/// The function that a line of a profile begins: `fn=NAME`, with a `'2` after it for the second call within itself.
fn function(line: &str) -> Option<&str> {
    let name = line.strip_prefix("fn=")?;
    Some(name.split_once('\'').map_or(name, |(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn functions_of_a_profile() {
        for (line, name) in [
            ("fn=mi_free", Some("mi_free")),
            ("fn=_ZN4core3fmt5write17h0123456789abcdefE'2", Some("_ZN4core3fmt5write17h0123456789abcdefE")),
            ("cfn=mi_malloc", None),
            ("16 400", None),
        ] {
            assert_eq!(function(line), name, "{line}");
        }
    }
}
