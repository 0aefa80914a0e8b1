//! AWS Organizations: the accounts.

mod account;
pub mod error;
mod ids;
mod membership;
mod organization;
pub mod shapes;

use crate::spec::Declaration;

/// The operations, noun by noun.
pub(crate) const OPERATIONS: &[&[Declaration]] = &[account::OPERATIONS, organization::OPERATIONS];
