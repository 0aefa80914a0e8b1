//! Request bodies: verified while they stream.

mod check;
mod checksum;
mod chunks;
mod ready;
mod request_body;
mod verified;
mod whole;

pub use request_body::RequestBody;
pub use whole::read_whole;

pub(crate) use ready::{Framing, Ready};
pub(crate) use verified::{State, Watcher};
