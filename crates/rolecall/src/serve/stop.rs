//! The signals that end the server.

use std::io;

use crate::failure::Failure;

/// Ends at the first signal that asks the program to stop. The signals are caught from this call on.
pub(crate) fn signal() -> Result<impl Future<Output = ()>, Failure> {
    caught().map_err(|error| Failure::new("the server cannot be told when to stop", error, "start it again"))
}

#[cfg(unix)]
fn caught() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
fn caught() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move { drop(interrupt.recv().await) })
}
