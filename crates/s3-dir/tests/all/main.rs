//! The embedded S3 behind the gateway.
#![expect(clippy::unwrap_used, reason = "tests")]

mod ask;
mod keys;
mod multipart;
mod objects;
