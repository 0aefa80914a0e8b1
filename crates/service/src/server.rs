//! The server: everything that outlives a request.

use std::sync::Arc;

use arc_swap::ArcSwap;
use rolecall_model::{AccountId, Clock, Entropy, Time};
use rolecall_sigv4::SigningKeyCache;
use rolecall_store::Store;

use crate::bootstrap::renew_token_keys;
use crate::directory::{Directory, Record, Unavailable};
use crate::quotas::Quotas;
use crate::seal::{NotOurs, Sealer};
use crate::token::KeyRing;
use crate::trail::Trail;

/// What a server is made of.
pub struct Settings {
    /// Where the directory is kept.
    pub store: Box<dyn Store>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// The key that seals secrets in the store.
    pub master: Sealer,
    /// Where audit records go.
    pub trail: Box<dyn Trail>,
    /// How many of what an account may hold.
    pub quotas: Quotas,
    /// Whether the region in a signature must be one that AWS's endpoint accepts.
    pub strict_scopes: bool,
}

/// Everything that outlives a request; shared by all connections.
pub struct Server {
    pub(crate) directory: Directory,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) master: Sealer,
    pub(crate) trail: Box<dyn Trail>,
    pub(crate) quotas: Quotas,
    pub(crate) strict_scopes: bool,
    pub(crate) signing_keys: SigningKeyCache,
    pub(crate) tokens: ArcSwap<KeyRing>,
}

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The directory cannot be read.
    #[error(transparent)]
    Directory(#[from] Unavailable),
    /// The directory cannot be written.
    #[error("the directory cannot be written: {0}")]
    Write(String),
    /// The master key is not the one that the directory was written with.
    #[error("the master key does not open this data directory; it is not the key that the directory was made with")]
    MasterKey,
}

impl From<NotOurs> for ServerError {
    fn from(_: NotOurs) -> Self {
        Self::MasterKey
    }
}

/// Signing keys that are kept ready; each takes about 300 bytes.
const SIGNING_KEYS: usize = 4096;

impl Server {
    /// Reads the directory and makes ready what it needs. An empty directory gets `first` as its contents; token keys that have
    /// sealed long enough get a successor. Blocks.
    pub fn open(settings: Settings, first: impl FnOnce() -> Vec<Record>) -> Result<Self, ServerError> {
        let Settings { store, clock, entropy, master, trail, quotas, strict_scopes } = settings;
        let directory = Directory::open(store)?;
        if directory.snapshot().accounts().next().is_none() {
            directory.replace(first()).map_err(|fault| ServerError::Write(fault.message.into_owned()))?;
        }
        renew_token_keys(&directory, clock.now(), &master, &*entropy)?;
        let tokens = ArcSwap::from_pointee(KeyRing::open(&directory.snapshot(), &master)?);
        let signing_keys = SigningKeyCache::new(SIGNING_KEYS);
        Ok(Self { directory, clock, entropy, master, trail, quotas, strict_scopes, signing_keys, tokens })
    }

    /// Gives token keys that have sealed long enough a successor, and forgets those that no live session needs. To be called
    /// now and then. Blocks.
    ///
    /// # Errors
    ///
    /// The store cannot be written; the present keys go on.
    pub fn renew_token_keys(&self) -> Result<(), ServerError> {
        if renew_token_keys(&self.directory, self.clock.now(), &self.master, &*self.entropy)? {
            self.tokens.store(Arc::new(KeyRing::open(&self.directory.snapshot(), &self.master)?));
        }
        Ok(())
    }

    /// Puts the directory back to `contents`. Sessions that were issued before go on as far as their users and roles exist.
    /// Blocks.
    pub fn reset(&self, contents: Vec<Record>) -> Result<(), ServerError> {
        let snapshot = self.directory.snapshot();
        let keys = snapshot.token_keys().map(|key| Record::TokenKey((**key).clone()));
        let everything: Vec<Record> = contents.into_iter().chain(keys).collect();
        self.directory.replace(everything).map_err(|fault| ServerError::Write(fault.message.into_owned()))
    }

    /// What time it is.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// A number that changes whenever the directory does: as long as it stays, what was found in the directory is still so.
    pub fn revision(&self) -> u64 {
        self.directory.commits()
    }

    /// The accounts that this server holds, in no order.
    pub fn accounts(&self) -> Vec<AccountId> {
        self.directory.snapshot().accounts().collect()
    }

    /// Randomness, as the parts of a wire need it for request ids.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }
}
