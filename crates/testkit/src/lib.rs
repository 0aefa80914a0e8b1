//! For tests only: a server in the process, a fixed clock and entropy, signed calls.
//!
//! ```
//! use rolecall_service::Service;
//! use rolecall_testkit::TestServer;
//!
//! let server = TestServer::start();
//! let answer = server.query(server.admin(), Service::Sts, "GetCallerIdentity", &[]);
//! assert_eq!(answer.status, 200);
//! assert_eq!(answer.element("Arn"), Some("arn:aws:iam::123456789012:user/admin"));
//! ```
//!
//! It panics wherever a test should fail.
#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "for tests: what goes wrong must fail them")]

mod answer;
mod clock;
mod credentials;
mod entropy;
mod exchange;
mod request;
mod server;

pub use answer::Answer;
pub use clock::TestClock;
pub use credentials::Credentials;
pub use entropy::SeededEntropy;
pub use exchange::send;
pub use request::Request;
pub use server::{Options, REGION, TestServer};
