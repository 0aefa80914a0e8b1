//! The machine's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use rolecall_model::{Clock, Time};

/// The machine's clock, moved by some seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock {
    /// Seconds that it is ahead; behind, if negative.
    pub(crate) offset: i64,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the time comes from")]
    fn now(&self) -> Time {
        let seconds = |span: std::time::Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        let epoch = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => seconds(after),
            Err(before) => -seconds(before.duration()),
        };
        Time::from_epoch(epoch).plus(self.offset)
    }
}
