//! Waiting for an answer while the body of its request is on its way.

use std::pin::Pin;

use tokio::time::timeout;

use crate::body::{State, Watcher};
use crate::fault::Fault;
use crate::upstream::Patience;

/// Waits for `answering`, as long as the body moves on and then as long as the service may take.
///
/// # Errors
/// What is wrong with the body, as soon as it is; who was too slow, if somebody was.
pub(crate) async fn answered<T>(
    mut answering: Pin<&mut (impl Future<Output = T> + ?Sized)>,
    mut watcher: Option<&mut Watcher>,
    patience: Patience,
) -> Result<T, Fault> {
    loop {
        let state =
            watcher.as_mut().map_or(State::Verified, |watcher| watcher.progress.borrow_and_update().state.clone());
        let limit = match &state {
            State::Failed(fault) => return Err(fault.clone()),
            State::Client => patience.client,
            State::Taker | State::Verified => patience.upstream,
        };
        let moved = async {
            match &mut watcher {
                Some(watcher) if state != State::Verified => watcher.progress.changed().await.is_ok(),
                _ => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            answer = answering.as_mut() => {
                return match watcher.map(|watcher| watcher.state()) {
                    Some(State::Failed(fault)) => Err(fault),
                    _ => Ok(answer),
                };
            }
            moved = timeout(limit, moved) => match moved {
                Ok(true) => {}
                // The body is gone before it was complete; only the service can still say why.
                Ok(false) => watcher = None,
                Err(_) if state == State::Client => return Err(Fault::ClientTooSlow),
                Err(_) => return Err(Fault::UpstreamTooSlow),
            },
        }
    }
}
