//! The first start: what the directory holds then, and who is told the key to it.

use std::path::{Path, PathBuf};

use rolecall_model::Clock;
use rolecall_service::directory::Record;
use rolecall_service::seal::Sealer;
use rolecall_service::{Bootstrap, FirstCredentials};

use super::credentials_file;
use super::opening::not_opened;
use crate::ambient::{OsEntropy, SystemClock};
use crate::config::Configuration;
use crate::failure::Failure;

/// The first contents of a directory, and the credentials to it.
pub(super) struct FirstStart {
    pub(super) records: Vec<Record>,
    pub(super) credentials: FirstCredentials,
}

impl FirstStart {
    /// Makes up the contents; nothing is written. Takes the root key out of the configuration, if there is one.
    pub(super) fn new(configuration: &mut Configuration, master: &Sealer) -> Result<Self, Failure> {
        let now = SystemClock { offset: configuration.clock_offset }.now();
        let bootstrap = Bootstrap { account: configuration.account, root: configuration.secrets.root.take() };
        let (records, credentials) = bootstrap.contents(now, master, &OsEntropy).map_err(|error| not_opened(&error))?;
        Ok(Self { records, credentials })
    }

    /// Puts the credentials where the operator finds them. This comes before the directory is written: a crash between the two
    /// leaves a file whose key opens nothing, and the next start, finding the directory empty, replaces it. The other order could
    /// lock the operator out. A root key is not written: the operator has it. Returns the file, if there is one.
    pub(super) fn leave_credentials(&self, directory: &Path) -> Result<Option<PathBuf>, Failure> {
        let path = credentials_file::path(directory);
        let left = match self.credentials.user {
            Some(_) => credentials_file::write(directory, &self.credentials).map(|()| Some(path.clone())),
            None => credentials_file::remove(directory).map(|()| None),
        };
        left.map_err(|error| {
            Failure::new(
                "the credentials file cannot be written",
                format!("{}: {error}", path.display()),
                "make the data directory writable, or name another by --data",
            )
        })
    }
}
