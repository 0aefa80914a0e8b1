//! Waiting for an answer while the body of its request is on its way.

use std::pin::pin;

use tokio::sync::watch;
use tokio::time::timeout;

use crate::body::{Progress, State};
use crate::fault::Fault;
use crate::upstream::Patience;

/// Waits for `answering`, as long as the body moves on and then as long as the service may take.
///
/// # Errors
/// What is wrong with the body, as soon as it is; who was too slow, if somebody was.
pub(crate) async fn answered<T>(
    answering: impl Future<Output = T>,
    mut progress: Option<watch::Receiver<Progress>>,
    patience: Patience,
) -> Result<T, Fault> {
    let mut answering = pin!(answering);
    loop {
        let (state, limit) = match &mut progress {
            None => (State::Verified, patience.upstream),
            Some(progress) => match progress.borrow_and_update().state.clone() {
                State::Failed(fault) => return Err(fault),
                State::Client => (State::Client, patience.client),
                state => (state, patience.upstream),
            },
        };
        let moved = async {
            match &mut progress {
                Some(progress) => progress.changed().await.is_ok(),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            answer = answering.as_mut() => {
                return match progress.as_ref().map(|progress| progress.borrow().state.clone()) {
                    Some(State::Failed(fault)) => Err(fault),
                    _ => Ok(answer),
                };
            }
            moved = timeout(limit, moved) => match moved {
                Ok(true) => {}
                // The body is gone; only the service can still say something.
                Ok(false) => progress = None,
                Err(_) if state == State::Client => return Err(Fault::ClientTooSlow),
                Err(_) => return Err(Fault::UpstreamTooSlow),
            },
        }
    }
}
