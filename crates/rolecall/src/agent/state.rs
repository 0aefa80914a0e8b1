//! The agent's directory: the host's identity, the seats of tasks, and what else must stay. Only its owner
//! reads it, and only one agent uses it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::serve::private_file;

const LOCK: &str = "lock";

/// The agent's directory.
pub(super) struct State {
    directory: PathBuf,
    /// Held for as long as the agent lives, however it ends.
    _lock: File,
}

impl State {
    /// Opens the directory, which is made if it is not there.
    pub(super) fn open(directory: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            let why = format!("{}: {error}", directory.display());
            Failure::new(
                "the agent's state cannot be kept",
                why,
                "make the directory writable, or name another by --state",
            )
        };
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(directory).map_err(failed)?;
        let lock =
            File::options().write(true).create(true).truncate(false).open(directory.join(LOCK)).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { directory: directory.to_owned(), _lock: lock }),
            Err(fs::TryLockError::Error(error)) => Err(failed(error)),
            Err(fs::TryLockError::WouldBlock) => Err(Failure::new(
                "the agent's state is in use",
                format!("another agent runs with {}", directory.display()),
                "stop it, or name another directory by --state",
            )),
        }
    }

    /// The directory.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// What a file says; `None` if it is not there.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Failure> {
        let path = self.directory.join(name);
        let text = match fs::read(&path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unread(&path, &error)),
        };
        serde_json::from_slice(&text).map(Some).map_err(|_| unread(&path, &"it is damaged"))
    }

    /// Writes a file whole, so that it survives a power cut.
    pub(super) fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Failure> {
        let text = serde_json::to_vec_pretty(value).map(Zeroizing::new);
        let text = text.map_err(|error| self.unwritten(name, &error))?;
        self.write_bytes(name, &text)
    }

    /// The same for a file that others read, such as a token.
    pub(super) fn write_bytes(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        private_file::write(&self.directory, name, bytes).map_err(|error| self.unwritten(name, &error))
    }

    fn unwritten(&self, name: &str, error: &dyn std::fmt::Display) -> Failure {
        let why = format!("{}: {error}", self.directory.join(name).display());
        Failure::new("the agent's state cannot be kept", why, "see that the disk has room and is writable")
    }
}

fn unread(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    let why = format!("{}: {error}", path.display());
    Failure::new("the agent's state cannot be read", why, "make it readable, or remove it and enrol the host again")
}
