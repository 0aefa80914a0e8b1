//! Finding the statements of a set of policies that a request can match, without looking at the others.
//!
//! A statement is found by what its actions begin with and by what its resources begin with, and is left out when a look at
//! the resource or at one condition key shows that it cannot match. This is a filter and nothing else: what it leaves out
//! certainly mismatches, and what it finds is compared as in a scan, so that both come to the same decision.

mod build;
mod fragments;
mod lazy;
mod need;
mod prefixes;
mod probe;
mod span;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use fragments::{Fragments, Walk};
pub(crate) use lazy::Lazy;
pub(crate) use need::Beginning;
pub(crate) use prefixes::END;
pub(crate) use table::Place;
