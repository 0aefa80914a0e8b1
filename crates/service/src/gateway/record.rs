//! What the trail keeps of a request to another service.

use rolecall_model::AccountId;

use super::Visit;
use crate::fault::Fault;
use crate::server::Server;
use crate::trail::{Foreign, unrecorded};

/// What became of a request.
#[derive(Clone, Copy)]
pub struct Happened<'a> {
    /// The error that it was answered with by Rolecall.
    pub fault: Option<&'a Fault>,
    /// The code of the error that the upstream answered with.
    pub upstream_error: Option<&'a str>,
    /// What becomes of requests that are not allowed: `enforce` or `soft`.
    pub mode: &'static str,
    /// Why it would have been refused, where that was only noted.
    pub only_noted: Option<&'a Fault>,
    /// Whether it reads only.
    pub read_only: bool,
    /// Whether it is about what a service holds rather than about the service: a data event.
    pub is_data: bool,
    /// What it was about, by the names that the service's records use: `bucketName`, `key`.
    pub parameters: &'a [(&'static str, &'a str)],
    /// The account that the resource belongs to.
    pub owner: AccountId,
}

impl Server {
    /// Records a request. The answer may leave only then.
    ///
    /// # Errors
    /// The record could not be written.
    pub async fn record_visit(&self, visit: &Visit<'_>, happened: &Happened<'_>) -> Result<(), Fault> {
        let receipt = Foreign { visit, happened }.record(&*self.trail, &*self.entropy);
        receipt.written().await.map_err(|error| unrecorded(&error))
    }
}
