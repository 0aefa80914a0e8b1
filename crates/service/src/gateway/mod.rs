//! Requests to services that are not implemented here, before a gateway sends them on: may they be done, and their records.
//!
//! What a request means for IAM (its actions, resources and condition keys) comes from whoever knows the service; whose the
//! resources are, which policies apply and what they say is decided here, by the engine that decides everything.

mod asked;
mod bucket;
mod bucket_policy;
mod missing;
mod pass_role;
mod public;
mod public_access_block;
mod ranges;
mod record;
mod rule;
mod unknown;

use rolecall_model::{AccountId, Time};

use crate::caller::Caller;
use crate::identify::Identified;
use crate::pipeline::Circumstances;

pub use asked::Asked;
pub use bucket::Reservation;
pub use missing::{Missing, Refused};
pub use record::Happened;

/// A request to another service.
#[derive(Clone, Copy)]
pub struct Visit<'a> {
    /// Who sent it; `None` if it is anonymous.
    pub identified: Option<&'a Identified>,
    /// The service, as its actions name it: `s3`.
    pub service: &'a str,
    /// The operation: `GetObject`.
    pub operation: &'a str,
    /// The region that it is made in.
    pub region: &'a str,
    /// The account that owns what nobody else is known to own.
    pub owner: AccountId,
    /// What must be allowed, all of it.
    pub asked: &'a [Asked],
    /// Where from, and how.
    pub circumstances: Circumstances<'a>,
    /// When.
    pub now: Time,
}

impl<'a> Visit<'a> {
    /// Who sent it; `None` if it is anonymous.
    fn caller(&self) -> Option<&'a Caller> {
        self.identified.map(Identified::caller)
    }
}
