//! How long a connection may take for the head of each request, by one timer for the whole connection.
//!
//! hyper asks for a timer before every request, and drops it when the head is there. Here nothing is set and removed each time:
//! the timer stays as it was set, and is moved only when it goes off before it should.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Sleep, Timer};
use tokio::time::{self, Instant};

/// The timer that hyper is given for one connection.
#[derive(Clone)]
pub(super) struct Patience(Arc<Mutex<Pin<Box<time::Sleep>>>>);

/// The end of one wait.
struct Deadline {
    at: Instant,
    patience: Patience,
}

impl Patience {
    /// A timer for waits that mostly last as long as this or longer.
    pub(super) fn of(usual: Duration) -> Self {
        Self(Arc::new(Mutex::new(Box::pin(time::sleep(usual)))))
    }
}

impl Timer for Patience {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: std::time::Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Deadline { at: deadline.into(), patience: self.clone() })
    }

    fn now(&self) -> std::time::Instant {
        Instant::now().into_std()
    }
}

impl Sleep for Deadline {}

impl Future for Deadline {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut timer = self.patience.0.lock().unwrap_or_else(PoisonError::into_inner);
        if timer.deadline() > self.at {
            timer.as_mut().reset(self.at);
        }
        while timer.as_mut().poll(context).is_ready() {
            if timer.deadline() == self.at {
                return Poll::Ready(());
            }
            timer.as_mut().reset(self.at);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_wait_ends_at_its_own_time() {
        let shortest = Duration::from_millis(1);
        let patience = Patience::of(shortest);
        for _ in 0..2 {
            let end = patience.now() + shortest;
            patience.sleep_until(end).await;
            assert!(patience.now() >= end);
            // One that is dropped, as hyper does when a head is there, leaves nothing behind.
            let long = patience.sleep(Duration::from_hours(1));
            assert!(time::timeout(Duration::from_millis(20), long).await.is_err());
        }
    }
}
