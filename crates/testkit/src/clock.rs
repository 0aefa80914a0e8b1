//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};

use rolecall_model::{Clock, Time};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// A clock that stands at this moment.
    pub fn at(moment: Time) -> Self {
        Self(AtomicI64::new(moment.epoch()))
    }

    /// Sets it to a moment, earlier ones too.
    pub fn set(&self, moment: Time) {
        self.0.store(moment.epoch(), Ordering::SeqCst);
    }

    /// Moves it by some seconds; back, if negative.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        Time::from_epoch(self.0.load(Ordering::SeqCst))
    }
}
