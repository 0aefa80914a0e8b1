//! AWS Identity and Access Management.

mod access;
mod access_key;
mod documents;
pub mod error;
mod holder;
mod instance_profile;
mod owner;
mod paging;
pub(crate) mod pass_role;
mod policy;
mod role;
pub mod shapes;
mod simulation;
mod tags;
mod user;

use crate::spec::Declaration;

/// The operations, noun by noun.
pub(crate) const OPERATIONS: &[&[Declaration]] = &[
    user::OPERATIONS,
    role::OPERATIONS,
    holder::OPERATIONS,
    instance_profile::OPERATIONS,
    access_key::OPERATIONS,
    policy::OPERATIONS,
    simulation::OPERATIONS,
];
