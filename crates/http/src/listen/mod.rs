//! Listening: connections, plain or TLS, HTTP/1.1 or HTTP/2, until the server is asked to stop.

mod connection;
mod limits;
mod patience;
mod tls;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};

pub use tls::{TlsConfig, TlsError};

use crate::door::FrontDoor;
use connection::{Phase, Reception};

/// Opens a port. Port 0 takes any that is free; [`TcpListener::local_addr`] tells which.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves connections until `shutdown` ends; then takes no more, lets requests under way finish, and closes what is left after
/// ten seconds.
///
/// Must run within a tokio runtime. Each connection is a task of its own.
///
/// # Errors
/// The listener cannot be handed to the runtime.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsConfig>,
    door: Arc<FrontDoor>,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let reception = Arc::new(Reception::new(door, tls));
    let (phases, phase) = watch::channel(Phase::Serving);
    tokio::select! {
        () = accept(&listener, &reception, &phase) => {}
        () = shutdown => {}
    }
    drop((listener, phase));
    for next in [Phase::Draining, Phase::Closing] {
        phases.send_replace(next);
        if tokio::time::timeout(limits::DRAIN, phases.closed()).await.is_ok() {
            break;
        }
    }
    Ok(())
}

async fn accept(listener: &tokio::net::TcpListener, reception: &Arc<Reception>, phase: &watch::Receiver<Phase>) {
    let places = Arc::new(Semaphore::new(limits::CONNECTIONS));
    while let Ok(place) = places.clone().acquire_owned().await {
        let (stream, peer) = accepted(listener).await;
        let (reception, phase) = (reception.clone(), phase.clone());
        tokio::spawn(async move {
            reception.receive(stream, peer, phase).await;
            drop(place);
        });
    }
}

/// The next connection. Errors are those of one connection, or a lack of file descriptors that passes.
async fn accepted(listener: &tokio::net::TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(_) => tokio::time::sleep(limits::PAUSE).await,
        }
    }
}
