//! Requests, and what IAM is asked about them.
#![expect(clippy::unwrap_used, reason = "tests")]

mod case;
mod recorded;
mod s3;
mod services;
mod wire;
