//! From a configuration to a server with everything that it is made of.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rolecall_http::door::Reset;
use rolecall_model::{AccountId, SecretKey};
use rolecall_service::directory::{Record, RecordKey};
use rolecall_service::seal::Sealer;
use rolecall_service::trail::{FileTrail, MemoryTrail, Trail};
use rolecall_service::{FirstCredentials, Server, ServerError, Settings};
use rolecall_store::{Embedded, Memory, Store, StoreError};

use super::first_start::FirstStart;
use super::survey::Survey;
use super::{credentials_file, master_key};
use crate::ambient::{OsEntropy, SystemClock};
use crate::config::{Configuration, Keep};
use crate::failure::{Failure, warn};

/// Audit records that a server in memory keeps.
const RECORDS_IN_MEMORY: usize = 1000;

/// The trail's directory in a data directory.
const TRAIL: &str = "trail";

/// A server that is ready to answer.
pub(super) struct Opened {
    pub(super) server: Arc<Server>,
    /// Only a server in memory can go back to its first state.
    pub(super) reset: Option<Reset>,
    pub(super) credentials: Credentials,
}

/// How the operator comes by credentials.
pub(super) enum Credentials {
    /// They are of this start. `file` is their home, if they have one.
    Fresh { account: AccountId, first: FirstCredentials, file: Option<PathBuf> },
    /// They are of an earlier start. `file` is their home, if it is still there.
    Known { file: Option<PathBuf> },
}

impl Credentials {
    /// The access key of this start.
    pub(super) fn shown(&self) -> Option<(String, SecretKey)> {
        match self {
            Self::Fresh { first, .. } => Some((first.id.to_string(), first.secret.clone())),
            Self::Known { .. } => None,
        }
    }
}

/// What a server is made of, apart from its settings.
struct Parts {
    store: Box<dyn Store>,
    master: Sealer,
    trail: Box<dyn Trail>,
}

impl Opened {
    /// Opens what the configuration describes. Blocks.
    pub(super) fn new(configuration: Configuration) -> Result<Self, Failure> {
        match configuration.keep.clone() {
            Keep::InMemory => Self::in_memory(configuration),
            Keep::In(directory) => Self::in_directory(&directory, configuration),
        }
    }

    fn in_memory(mut configuration: Configuration) -> Result<Self, Failure> {
        let master = master_key::fresh(&OsEntropy);
        let FirstStart { records, credentials } = FirstStart::new(&mut configuration, &master)?;
        let parts =
            Parts { store: Box::new(Memory::new()), master, trail: Box::new(MemoryTrail::new(RECORDS_IN_MEMORY)) };
        let account = configuration.account;
        let server = open(parts, configuration, records.clone()).map_err(|error| not_opened(&error))?;
        let again = server.clone();
        Ok(Self {
            server,
            reset: Some(Arc::new(move || again.reset(records.clone()).map_err(|error| error.to_string()))),
            credentials: Credentials::Fresh { account, first: credentials, file: None },
        })
    }

    fn in_directory(directory: &Path, mut configuration: Configuration) -> Result<Self, Failure> {
        let store = Embedded::open(directory).map_err(|error| store_failure(&error))?;
        // From here on no other process is in the directory.
        let survey = survey(&store, directory, &configuration)?;
        let keys = master_key::Sources {
            text: configuration.secrets.master_key.as_deref().map(String::as_str),
            file: configuration.master_key_file.as_deref(),
            directory,
        };
        let master = keys.sealer(survey.is_empty, &OsEntropy)?;
        let trail = FileTrail::open(&directory.join(TRAIL)).map_err(|error| trail_failure(directory, &error))?;
        let (records, credentials) = if survey.is_empty {
            let first = FirstStart::new(&mut configuration, &master)?;
            let file = first.leave_credentials(directory)?;
            let account = configuration.account;
            (first.records, Credentials::Fresh { account, first: first.credentials, file })
        } else {
            let file = Some(credentials_file::path(directory)).filter(|path| path.exists());
            (Vec::new(), Credentials::Known { file })
        };
        let parts = Parts { store: Box::new(store), master, trail: Box::new(trail) };
        let server = open(parts, configuration, records).map_err(|error| not_opened(&error))?;
        Ok(Self { server, reset: None, credentials })
    }
}

fn open(parts: Parts, configuration: Configuration, first: Vec<Record>) -> Result<Arc<Server>, ServerError> {
    let Parts { store, master, trail } = parts;
    let settings = Settings {
        store,
        clock: Arc::new(SystemClock { offset: configuration.clock_offset }),
        entropy: Arc::new(OsEntropy),
        master,
        trail,
        quotas: configuration.quotas,
        strict_scopes: configuration.strict_scopes,
    };
    Server::open(settings, || first).map(Arc::new)
}

/// Looks into the store, and at whether it is the one that the configuration means.
fn survey(store: &Embedded, directory: &Path, configuration: &Configuration) -> Result<Survey, Failure> {
    let account = RecordKey::Account(configuration.account);
    let root = configuration.secrets.root.as_ref().map(|root| &root.id);
    let root = root.map(|id| RecordKey::AccessKey(configuration.account, id.clone()));
    let wanted = root.iter().cloned().chain([account.clone()]).collect();
    let survey = Survey::of(store, wanted).map_err(|error| store_failure(&error))?;
    if configuration.account_is_chosen && survey.lacks(&account) {
        return Err(Failure::usage(
            format!("{} is not of account {}", directory.display(), configuration.account),
            "this data directory was made for another account",
            "leave the account out, or name another directory by --data",
        ));
    }
    if root.is_some_and(|root| survey.lacks(&root)) {
        warn("the root access key of the environment is not in use: an account gets it at the first start only");
    }
    Ok(survey)
}

/// The server cannot be made of its parts.
pub(super) fn not_opened(error: &ServerError) -> Failure {
    let remedy = match error {
        ServerError::MasterKey => "give the key that the directory was made with, by file or by environment",
        ServerError::Write(_) => "see that the disk has room and is writable, then start again",
        ServerError::Directory(_) => "restore the data directory from a backup, or use the release that wrote it",
    };
    Failure::new("the server cannot start", error, remedy)
}

fn store_failure(error: &StoreError) -> Failure {
    let remedy = match error {
        StoreError::InUse { .. } => "stop the other server, or name another directory by --data",
        StoreError::UnknownFormat { .. } => "use the release that wrote it",
        _ => "see that the directory is writable and undamaged, or name another by --data",
    };
    Failure::new("the data directory cannot be opened", error, remedy)
}

fn trail_failure(directory: &Path, error: &dyn fmt::Display) -> Failure {
    Failure::new(
        "the trail cannot be opened",
        format!("{}: {error}", directory.join(TRAIL).display()),
        "make this directory writable; no call is answered that cannot be recorded",
    )
}
