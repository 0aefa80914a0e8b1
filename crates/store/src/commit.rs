//! What a commit is: expectations that must still hold, and writes that then take effect together.

use std::fmt;
use std::sync::Arc;

/// The name of a record: any bytes, ordered bytewise. Cheap to clone.
pub type Key = Arc<[u8]>;

/// The content of a record: any bytes. Cheap to clone.
pub type Value = Arc<[u8]>;

/// A point in the history of a directory. An empty directory is at [`Revision::ZERO`]; every commit has a greater one
/// than all commits before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(u64);

impl Revision {
    /// Before the first commit.
    pub const ZERO: Self = Self(0);

    /// The revision with this number, for backends that keep or receive numbers.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number behind the revision.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The revision that follows this one in a backend that numbers its own commits.
    pub(crate) const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Writes that take effect together, or not at all when an expectation does not hold.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// What must hold at the moment of acceptance.
    pub expects: Vec<Expectation>,
    /// What is written. Of several writes to one key, the last counts.
    pub writes: Vec<Write>,
}

/// A condition on one key.
#[derive(Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The key it is about.
    pub key: Key,
    /// The revision that last wrote the key; `None` when the key must not exist.
    pub revision: Option<Revision>,
}

impl Expectation {
    /// The key does not exist.
    pub fn absent(key: impl Into<Key>) -> Self {
        Self { key: key.into(), revision: None }
    }

    /// The key exists and was last written at `revision`.
    pub fn unchanged(key: impl Into<Key>, revision: Revision) -> Self {
        Self { key: key.into(), revision: Some(revision) }
    }
}

impl fmt::Debug for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expectation({} at {:?})", self.key.escape_ascii(), self.revision)
    }
}

/// A change to one key.
#[derive(Clone, PartialEq, Eq)]
pub enum Write {
    /// Creates the key or replaces its value.
    Put {
        /// The key.
        key: Key,
        /// Its value from now on.
        value: Value,
    },
    /// Removes the key; without effect when there is none.
    Delete {
        /// The key.
        key: Key,
    },
}

impl Write {
    /// Creates the key or replaces its value.
    pub fn put(key: impl Into<Key>, value: impl Into<Value>) -> Self {
        Self::Put { key: key.into(), value: value.into() }
    }

    /// Removes the key.
    pub fn delete(key: impl Into<Key>) -> Self {
        Self::Delete { key: key.into() }
    }

    /// Bytes of key and value.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Put { key, value } => key.len().saturating_add(value.len()),
            Self::Delete { key } => key.len(),
        }
    }
}

/// Shows the length of a value instead of its bytes, which may be confidential.
impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put { key, value } => write!(f, "Put({}, {} bytes)", key.escape_ascii(), value.len()),
            Self::Delete { key } => write!(f, "Delete({})", key.escape_ascii()),
        }
    }
}
