//! The programs of others that the gateway is measured with: nginx, wrk and curl.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;

/// Where the programs are.
#[derive(Default)]
pub(crate) struct Tools {
    /// Where packages were unpacked, if they were.
    root: Option<PathBuf>,
}

impl Tools {
    /// Those below `root`, and those that the machine has.
    pub(crate) fn new(root: Option<PathBuf>) -> Self {
        Self { root }
    }

    /// A program by its name: the unpacked one, with the libraries that were unpacked with it, or else the machine's.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn find(&self, name: &str) -> Result<Program> {
        if let Some(root) = &self.root {
            let places = ["usr/bin", "usr/sbin"].map(|directory| root.join(directory).join(name));
            if let Some(path) = places.into_iter().find(|path| path.is_file()) {
                return Ok(Program { path, libraries: Some(root.join("usr/lib")) });
            }
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let places = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
        let path = places.map(|directory| directory.join(name)).find(|path| path.is_file());
        path.map(|path| Program { path, libraries: None }).ok_or_else(|| format!("needs {name}: install it").into())
    }
}

/// A program that was found.
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    libraries: Option<PathBuf>,
}

impl Program {
    /// Lets a command that runs this program find its libraries.
    pub(crate) fn prepare<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        match &self.libraries {
            Some(libraries) => command.env("LD_LIBRARY_PATH", search_path(libraries)),
            None => command,
        }
    }
}

/// The directory and those in it: packages keep libraries by architecture.
fn search_path(libraries: &Path) -> String {
    let inner = std::fs::read_dir(libraries).into_iter().flatten().flatten().map(|entry| entry.path());
    let all = std::iter::once(libraries.to_owned()).chain(inner.filter(|path| path.is_dir()));
    all.map(|path| path.display().to_string()).collect::<Vec<_>>().join(":")
}
