//! The data directory on disk: made, locked, and its names made durable.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// A data directory that this process alone has entered; left when dropped.
pub(super) struct Home {
    directory: PathBuf,
    _lock: File,
}

impl Home {
    /// Creates the directory if need be and locks it.
    pub(super) fn enter(directory: &Path) -> Result<Self, StoreError> {
        let lock = create(directory)
            .and_then(|()| private_file().create(true).open(directory.join("lock")))
            .map_err(|error| open_error(directory, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { directory: directory.into(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { directory: directory.into() }),
            Err(TryLockError::Error(error)) => Err(open_error(directory, &error)),
        }
    }

    /// The directory's path, for messages.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Opens the file of this name. If there is none, `fill` first makes it under another name, so that a crash at the
    /// very first start leaves no half-made file behind.
    pub(super) fn open_file(
        &self,
        name: &str,
        fill: impl FnOnce(File) -> Result<(), StoreError>,
    ) -> Result<File, StoreError> {
        let path = self.directory.join(name);
        let failed = |error: io::Error| open_error(&self.directory, &error);
        if !path.try_exists().map_err(failed)? {
            let draft = path.with_extension("new");
            fill(private_file().create(true).truncate(true).open(&draft).map_err(failed)?)?;
            fs::rename(&draft, &path).and_then(|()| sync_directory(&self.directory)).map_err(failed)?;
        }
        private_file().open(&path).map_err(failed)
    }
}

/// The directory could not be opened, for this reason.
pub(super) fn open_error(directory: &Path, reason: &impl std::fmt::Display) -> StoreError {
    StoreError::Open { directory: directory.into(), reason: reason.to_string().into() }
}

/// Creates the directory and the missing ones above it, and syncs each new name, lest a power cut lose the way to it.
fn create(directory: &Path) -> io::Result<()> {
    let directory = std::path::absolute(directory)?;
    let missing: Vec<_> = directory.ancestors().take_while(|path| !path.exists()).collect();
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&directory)?;
    missing.iter().filter_map(|path| path.parent()).try_for_each(sync_directory)
}

fn private_file() -> OpenOptions {
    let mut options = File::options();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the names in a directory durable. Windows does so by itself, and opens no directory as a file.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
