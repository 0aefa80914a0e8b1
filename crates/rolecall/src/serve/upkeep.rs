//! What a server does beside answering: it stores last uses, and lets token keys rotate.

use std::sync::Arc;
use std::time::Duration;

use rolecall_service::{Server, ServerError};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::failure::warn;

/// What was used in the last minute may be forgotten if the process dies.
const EVERY: Duration = Duration::from_mins(1);

/// Keeps the server up until the task is dropped.
pub(super) async fn run(server: Arc<Server>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        once(server.clone()).await;
    }
}

/// One round, which is also the last thing before the end.
pub(super) async fn once(server: Arc<Server>) {
    let done = spawn_blocking(move || -> Result<(), ServerError> {
        server.flush_usage()?;
        server.renew_token_keys()
    });
    if let Ok(Err(error)) = done.await {
        warn(format_args!("the server goes on, but its upkeep failed: {error}"));
    }
}
