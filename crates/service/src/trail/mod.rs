//! The trail: one record in the form of `CloudTrail` for each call, written before the call is answered.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

mod batch;
mod entry;
mod file;
mod foreign;
mod identity;
mod json;
mod memory;
mod sink;

use std::io;

use crate::fault::{Fault, common};

pub use batch::{Batch, Receipt};
pub use entry::{Entry, uuid};
pub use file::FileTrail;
pub use foreign::Foreign;
pub use memory::MemoryTrail;

/// What a client gets whose call could not be recorded.
pub(crate) fn unrecorded(error: &io::Error) -> Fault {
    Fault::new(common::INTERNAL_FAILURE, format!("the call could not be recorded: {error}"))
}

/// Where records go.
pub trait Trail: Send + Sync {
    /// Takes one line, a JSON object and the line break after it, into a batch that may still have to be written.
    fn append(&self, line: &str) -> Batch;

    /// Writes a batch if it was not yet. When this returns, its records outlive the process.
    ///
    /// # Errors
    ///
    /// The batch could not be written, now or before. It is not tried again.
    fn write(&self, batch: &Batch) -> io::Result<()>;

    /// Takes one line and writes its batch.
    fn record(&self, line: &str) -> io::Result<()> {
        self.write(&self.append(line))
    }
}
