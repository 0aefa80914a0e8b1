//! The gateway between raw clients and raw upstreams, on loopback.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod bodies;
mod client;
mod connections;
mod failures;
mod forwarding;
mod front;
mod heads;
mod memory;
mod signed;
mod upstream;
