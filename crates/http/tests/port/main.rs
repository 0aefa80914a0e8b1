//! The whole of the crate over a real port, before a real server.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod front_door;
mod listen;
mod support;
