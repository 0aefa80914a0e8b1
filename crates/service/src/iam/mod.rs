//! AWS Identity and Access Management.

mod access;
mod documents;
pub mod error;
mod paging;
mod policy;
mod role;
pub mod shapes;
mod tags;

use crate::spec::Declaration;

/// The operations, noun by noun.
pub(crate) const OPERATIONS: &[&[Declaration]] = &[policy::OPERATIONS, role::OPERATIONS];
