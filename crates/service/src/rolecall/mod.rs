//! Rolecall's own service: workloads, the hosts that they run on, and the credentials that they get.
//!
//! It speaks JSON 1.1 like Organizations (`X-Amz-Target: Rolecall.RegisterWorkload`); its permissions are `rolecall:RegisterWorkload`
//! and so on, on the ARNs of workloads and hosts. `ExplainAccess` is its too, and stands with the simulations that it shares all but the
//! answer with, in `iam/simulation/`.

pub mod error;
mod host;
mod issue;
mod paging;
mod shapes;
mod workload;

use crate::spec::Declaration;

pub use issue::{WorkloadCredentials, WorkloadRole};

/// The operations, noun by noun.
pub(crate) const OPERATIONS: &[&[Declaration]] = &[workload::OPERATIONS, host::OPERATIONS];
