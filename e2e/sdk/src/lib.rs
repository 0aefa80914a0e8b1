//! What the tests share: a server process, and clients of the AWS SDK for Rust that speak to it.

#![expect(clippy::expect_used, clippy::panic, reason = "only tests use this, and a panic is how they fail")]
#![expect(clippy::missing_panics_doc, reason = "every function panics where a test must fail")]

mod caller;
pub mod policies;
mod refusal;
mod server;

pub use caller::{Caller, Session};
pub use refusal::{denied, refused};
pub use server::{ACCOUNT, Server};
