//! Where workloads fetch the credentials of their roles: the instance metadata service of EC2, and the credentials endpoint of
//! containers.
//!
//! An endpoint serves one workload (or the few of a task) and knows nothing of how credentials are made: they come through an
//! [`Issuer`], by way of a [`Cache`] that asks once for many fetches, renews ahead of expiry, and carries a workload over the
//! time in which the issuer cannot be reached. Time comes in through the model's clock.

pub mod container;
pub mod imds;
pub mod listen;

mod cache;
mod host;
mod issuer;
mod json;

pub use cache::Cache;
pub use issuer::{InstanceProfile, Issued, Issuer, Issuing, NotIssued, Purpose};
pub use listen::{Endpoint, serve};
