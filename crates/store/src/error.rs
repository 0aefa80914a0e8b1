//! How a directory fails.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::commit::Key;

/// Why a directory could not be opened, read, written or followed. Cheap to clone: one failed write answers many tickets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// An expectation of the commit does not hold. Nothing was written; read again and decide anew.
    #[error("`{}` was changed by another writer", key.escape_ascii())]
    Conflict {
        /// The first key whose expectation does not hold.
        key: Key,
    },
    /// The directory could not be read or written. Whether the commit that met the error will be found after the next
    /// start is unknown; the store accepts no further commit.
    #[error("the data directory failed and accepts no more writes until the next start: {reason}")]
    Io {
        /// What the operating system or the storage engine said.
        reason: Arc<str>,
    },
    /// The changes since the given revision are not known here (any more); load the directory again.
    #[error("the changes since that revision are not available; the directory must be loaded again")]
    Compacted,
    /// The store was closed while its changes were being followed.
    #[error("the data directory was closed")]
    Closed,
    /// Another process, or another store in this one, has the directory open.
    #[error("the data directory {} is in use by another process", directory.display())]
    InUse {
        /// The directory.
        directory: PathBuf,
    },
    /// The directory was written in a format that this version does not know.
    #[error(
        "the data directory {} has format {found}, and this version reads format {known}: it was written by a newer version",
        directory.display()
    )]
    UnknownFormat {
        /// The directory.
        directory: PathBuf,
        /// Its format version.
        found: u64,
        /// The format version that this program reads and writes.
        known: u64,
    },
    /// The directory could not be created or opened, or is not one of ours.
    #[error("cannot open the data directory {}: {reason}", directory.display())]
    Open {
        /// The directory.
        directory: PathBuf,
        /// What the operating system or the storage engine said.
        reason: Arc<str>,
    },
}

impl StoreError {
    /// The directory failed, for this reason.
    pub fn io(reason: &impl fmt::Display) -> Self {
        Self::Io { reason: reason.to_string().into() }
    }
}
