//! The way of every call: decode, authorise, run, record, answer.

mod authorise;
mod context;
mod held;
mod restrictions;
mod run;

use std::net::IpAddr;
use std::ops::Deref;
use std::pin::Pin;

use rolecall_model::shape::Value;
use rolecall_model::{AccountId, Time};

use crate::caller::Caller;
use crate::directory::{AccountState, Snapshot};
use crate::fault::{Fault, common};
use crate::identify::Identified;
use crate::server::Server;
use crate::trail::{Receipt, unrecorded};

pub(crate) use context::CallContext;
pub(crate) use held::Held;
pub use run::execute;

/// A call whose caller is known, as a wire hands it over.
pub struct Call<'a> {
    /// The caller.
    pub identified: Identified,
    /// The parameters.
    pub parameters: &'a Value<'a>,
    /// Everything around it.
    pub circumstances: Circumstances<'a>,
}

/// Where a call came from, and how.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The id that the answer, the audit record and the logs share.
    pub request_id: &'a str,
    /// The address that the connection came from.
    pub source_ip: IpAddr,
    /// The `User-Agent` header.
    pub user_agent: Option<&'a str>,
    /// The `Referer` header.
    pub referer: Option<&'a str>,
    /// The `Host` header.
    pub host: Option<&'a str>,
    /// The TLS version and cipher suite, if the connection is encrypted.
    pub tls: Option<Tls<'a>>,
}

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy)]
pub struct Tls<'a> {
    /// `TLSv1.3`
    pub version: &'a str,
    /// `TLS_AES_128_GCM_SHA256`
    pub cipher_suite: &'a str,
}

/// A call under way.
pub enum Execution<'a> {
    /// It is over, but its record may have to be written.
    Done(Outcome<'a>),
    /// It waits for the disk.
    Waiting(Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>),
}

/// What became of a call: its answer was played into the sink, or there is an error.
pub struct Outcome<'a> {
    result: Result<(), Fault>,
    receipt: Receipt<'a>,
}

impl Execution<'_> {
    /// What became of the call. The answer may leave only then, and only if it is no error.
    pub async fn finished(self) -> Result<(), Fault> {
        match self {
            Self::Done(outcome) => outcome.recorded().await,
            Self::Waiting(result) => result.await,
        }
    }
}

impl Outcome<'_> {
    /// What cannot be recorded must not be answered: an issued session or a shown secret would leave no trace.
    async fn recorded(self) -> Result<(), Fault> {
        match self.receipt.written().await {
            Ok(()) => self.result,
            Err(error) => Err(unrecorded(&error)),
        }
    }
}

/// What an operation can see of its call before it is authorised.
pub struct Scene<'a> {
    /// The server.
    pub server: &'a Server,
    /// The directory as this call sees it.
    pub snapshot: &'a Snapshot,
    /// Who calls.
    pub caller: &'a Caller,
    /// The region that the call is made in.
    pub region: &'a str,
    /// Where from, and how.
    pub circumstances: &'a Circumstances<'a>,
    /// The moment of the call.
    pub now: Time,
}

impl Scene<'_> {
    /// The caller's account.
    pub fn account(&self) -> AccountId {
        self.caller.account
    }

    /// The caller's account in `directory`; the caller's credentials are no longer valid if it is gone.
    pub fn state<'d>(&self, directory: &'d Snapshot) -> Result<&'d AccountState, Fault> {
        let gone =
            || Fault::new(common::INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid.");
        directory.account(self.account()).ok_or_else(gone)
    }
}

/// Proof that the caller may do what `operation` asks. Only the pipeline makes one, so that nothing runs unauthorised.
pub struct Authorized<'a, O> {
    operation: &'a O,
    scene: &'a Scene<'a>,
}

impl<'a, O> Authorized<'a, O> {
    /// The call's surroundings. The snapshot in it is the state before the transaction.
    pub fn scene(&self) -> &'a Scene<'a> {
        self.scene
    }
}

impl<O> Deref for Authorized<'_, O> {
    type Target = O;

    fn deref(&self) -> &O {
        self.operation
    }
}
