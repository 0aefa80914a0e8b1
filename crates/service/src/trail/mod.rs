//! The trail: one record in the form of `CloudTrail` for each call, written before the call is answered.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

mod entry;
mod file;
mod identity;
mod memory;
mod sink;

use std::io;

pub use entry::{Entry, uuid};
pub use file::FileTrail;
pub use memory::MemoryTrail;

/// Where records go.
pub trait Trail: Send + Sync {
    /// Keeps one record, a JSON object without a line break. When this returns, the record outlives the process.
    fn record(&self, line: Vec<u8>) -> io::Result<()>;
}
