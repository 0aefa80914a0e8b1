//! The records in a redb file: its tables, its format version, and one transaction per batch.

use std::path::Path;

use redb::backends::FileBackend;
use redb::{Database, DatabaseError, Durability, ReadableDatabase, StorageBackend, TableDefinition, TableHandle};

use super::home::{Home, open_error};
use crate::Visit;
use crate::commit::{Revision, Write};
use crate::error::StoreError;
use crate::queue::Accepted;

/// The file's name in the data directory.
const FILE: &str = "directory.redb";

/// The version of the tables below, which every released file names.
const FORMAT: u64 = 1;

/// key → (revision that last wrote it, value)
const RECORDS: TableDefinition<'_, &[u8], (u64, &[u8])> = TableDefinition::new("records");

/// [`FORMAT_KEY`] and [`REVISION_KEY`]
const META: TableDefinition<'_, &str, u64> = TableDefinition::new("meta");
const FORMAT_KEY: &str = "format";
const REVISION_KEY: &str = "revision";

/// redb's page cache, in bytes. All reads after the start come from the caller's snapshot, so that this serves only the
/// inner pages that commits rewrite; redb would take up to 1 GiB.
const CACHE: usize = 16 << 20;

/// An open file of records.
pub(super) struct Records {
    database: Database,
}

impl Records {
    /// Opens the file in this data directory, or makes an empty one.
    pub(super) fn open(home: &Home) -> Result<Self, StoreError> {
        let directory = home.directory();
        let over = |file| {
            let backend = FileBackend::new(file).map_err(|error| open_error(directory, &error))?;
            connect(backend, directory)
        };
        let file = home.open_file(FILE, |draft| make_tables(&over(draft)?).map_err(|e| open_error(directory, &e)))?;
        Self::check(over(file)?, directory)
    }

    /// Records on a storage of the test's choosing, which may fail.
    #[cfg(test)]
    pub(super) fn over(backend: impl StorageBackend) -> Result<Self, StoreError> {
        let directory = Path::new("test");
        let database = connect(backend, directory)?;
        if database.begin_read().and_then(|tx| Ok(tx.list_tables()?.count())).map_err(|e| open_error(directory, &e))?
            == 0
        {
            make_tables(&database).map_err(|error| open_error(directory, &error))?;
        }
        Self::check(database, directory)
    }

    fn check(database: Database, directory: &Path) -> Result<Self, StoreError> {
        match format(&database).map_err(|error| open_error(directory, &error))? {
            Some(FORMAT) => Ok(Self { database }),
            Some(found) => Err(StoreError::UnknownFormat { directory: directory.into(), found, known: FORMAT }),
            None => Err(open_error(directory, &format_args!("{FILE} was not written by this program"))),
        }
    }

    /// Shows all records in key order, and answers the revision of the last commit.
    pub(super) fn load(&self, visit: &mut Visit<'_>) -> Result<Revision, StoreError> {
        self.try_load(visit).map_err(|error| StoreError::io(&error))
    }

    fn try_load(&self, visit: &mut Visit<'_>) -> Result<Revision, redb::Error> {
        let tx = self.database.begin_read()?;
        for entry in tx.open_table(RECORDS)?.range::<&[u8]>(..)? {
            let (key, record) = entry?;
            let (revision, value) = record.value();
            visit(key.value(), value, Revision::new(revision));
        }
        let last = tx.open_table(META)?.get(REVISION_KEY)?;
        Ok(last.map_or(Revision::ZERO, |last| Revision::new(last.value())))
    }

    /// Makes a batch durable: all of it or, after a crash, perhaps none, never a part.
    pub(super) fn write(&self, batch: &[Accepted]) -> Result<(), StoreError> {
        self.try_write(batch).map_err(|error| StoreError::io(&error))
    }

    fn try_write(&self, batch: &[Accepted]) -> Result<(), redb::Error> {
        let mut tx = self.database.begin_write()?;
        // One fsync: on opening after a crash, redb finds by checksum whether the last commit reached the disk whole.
        // Its two-phase commit costs a second fsync, and guards only against those who forge that checksum: who can
        // write to the data directory has won already.
        tx.set_two_phase_commit(false);
        tx.set_durability(Durability::Immediate)?;
        {
            let mut records = tx.open_table(RECORDS)?;
            for commit in batch {
                for write in &commit.writes {
                    match write {
                        Write::Put { key, value } => {
                            records.insert(&**key, (commit.revision.get(), &**value))?;
                        }
                        Write::Delete { key } => {
                            records.remove(&**key)?;
                        }
                    }
                }
            }
            if let Some(last) = batch.last() {
                tx.open_table(META)?.insert(REVISION_KEY, last.revision.get())?;
            }
        }
        Ok(tx.commit()?)
    }
}

fn connect(backend: impl StorageBackend, directory: &Path) -> Result<Database, StoreError> {
    let mut builder = Database::builder();
    // Reads all pages, about half a second for 100,000 roles: a flipped bit in a policy must not be served as a policy.
    builder.set_cache_size(CACHE).set_check_integrity_on_open(true);
    builder.create_with_backend(backend).map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            StoreError::InUse { directory: directory.into() }
        }
        error => open_error(directory, &error),
    })
}

fn make_tables(database: &Database) -> Result<(), redb::Error> {
    let tx = database.begin_write()?;
    tx.open_table(RECORDS)?;
    tx.open_table(META)?.insert(FORMAT_KEY, FORMAT)?;
    Ok(tx.commit()?)
}

fn format(database: &Database) -> Result<Option<u64>, redb::Error> {
    let tx = database.begin_read()?;
    if !tx.list_tables()?.any(|table| table.name() == META.name()) {
        return Ok(None);
    }
    Ok(tx.open_table(META)?.get(FORMAT_KEY)?.map(|format| format.value()))
}
