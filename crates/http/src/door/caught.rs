//! A panic in a call must cost the caller one answer, not everyone the connection.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;

/// The future panicked; the panic hook has reported where.
pub(super) struct Panicked;

/// Runs a future to its end or to its panic. After a panic it is not polled again. It is pinned by its owner, because futures of
/// calls are large: one that is handed on is copied, and takes its room twice.
pub(super) async fn caught<T>(mut future: Pin<&mut impl Future<Output = T>>) -> Result<T, Panicked> {
    poll_fn(move |context| {
        catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)))
            .map_or(std::task::Poll::Ready(Err(Panicked)), |poll| poll.map(Ok))
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    #[tokio::test]
    async fn panics_are_told_from_results() {
        assert!(matches!(caught(pin!(async { 7 })).await, Ok(7)));
        let late = async {
            tokio::task::yield_now().await;
            panic!("on purpose")
        };
        assert!(matches!(caught::<()>(pin!(late)).await, Err(Panicked)));
    }
}
