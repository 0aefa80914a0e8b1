//! The tests of this crate from outside.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod botocore;
mod common;
mod declared;
mod errors;
mod hosts;
mod payloads;
mod properties;
mod suite;
