//! The gateway: requests that were verified and decided elsewhere, re-signed and streamed to the services behind it.
//!
//! 1. [`check_head`] refuses heads that two servers could read in two ways.
//! 2. Its caller verifies the signature, finds out what the request means and decides it.
//! 3. [`Gateway::forward`] sends it to a [`Backend`]: over the network, or in the process. Where the body must be read to decide,
//!    [`read_whole`] reads it first.
//! 4. [`Fault::answer`] says in the form of the service what went wrong on the way.
//!
//! A body is never kept whole and never believed: its last bytes are sent on only when hash, chunk signatures, checksum and length
//! have been verified, so that a body which differs from what was signed does not reach the service as complete.

mod answer;
mod backend;
mod body;
mod connections;
mod error_form;
mod fault;
mod forward;
mod gateway;
mod head;
mod outgoing;
mod resolve;
mod upstream;
mod watched;

pub use answer::{Answer, AnswerBody};
pub use backend::{Answering, Backend, InProcess};
pub use body::{RequestBody, read_whole};
pub use error_form::ErrorPlace;
pub use fault::Fault;
pub use gateway::{Gateway, GatewayError};
pub use head::check::check_head;
pub use head::lines::HeaderLines;
pub use outgoing::{Content, Headers, Outgoing, Target};
pub use rolecall_mapping::ErrorForm;
pub use upstream::{AddressStyle, Patience, Upstream, UpstreamCredentials, UpstreamUrl};
