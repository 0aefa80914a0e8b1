//! The trail of a server that keeps nothing: the latest records, in memory.

use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::Trail;

/// The latest records.
pub struct MemoryTrail {
    lines: Mutex<VecDeque<String>>,
    capacity: usize,
}

impl MemoryTrail {
    /// A trail that keeps this many records.
    pub fn new(capacity: usize) -> Self {
        Self { lines: Mutex::default(), capacity }
    }

    /// The records that are kept, oldest first.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl Trail for MemoryTrail {
    fn record(&self, line: Vec<u8>) -> io::Result<()> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() >= self.capacity {
            lines.pop_front();
        }
        lines.push_back(String::from_utf8_lossy(&line).into_owned());
        Ok(())
    }
}

impl<T: Trail> Trail for std::sync::Arc<T> {
    fn record(&self, line: Vec<u8>) -> io::Result<()> {
        (**self).record(line)
    }
}
