//! AWS Organizations: the accounts.

use crate::spec::Declaration;

/// The operations, noun by noun.
pub(crate) const OPERATIONS: &[&[Declaration]] = &[];
