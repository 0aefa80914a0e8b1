//! Listening: HTTP/1.1 in plain, bounded in what it takes of the machine, until it is asked to stop.

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http::request::Parts;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// How many connections are open at once; further ones wait in the kernel's queue.
const CONNECTIONS: usize = 1024;

/// The largest head of a request in bytes. The headers of a fetch take less than one KiB.
const HEAD_BYTES: usize = 16 * 1024;

/// The most header lines of a request.
const HEADERS: usize = 64;

/// How long the head of a request may take, and a connection be idle.
const HEAD_PATIENCE: Duration = Duration::from_secs(15);

/// How long requests may take to finish once the endpoint stops.
const DRAIN: Duration = Duration::from_secs(2);

/// How long to wait after a connection could not be accepted.
const PAUSE: Duration = Duration::from_millis(20);

/// What answers the requests of workloads. Bodies of requests are never read.
pub trait Endpoint: Send + Sync + 'static {
    /// Answers one request.
    fn answer(&self, head: Parts) -> impl Future<Output = Response<Full<Bytes>>> + Send;

    /// How many hops the packets of an answer may make; as many as the system gives if `None`.
    fn hop_limit(&self) -> Option<u8> {
        None
    }
}

/// Serves an endpoint until `stop` ends; then takes no more connections and lets the requests under way finish, for two seconds
/// at most.
///
/// Must run within a tokio runtime. Each connection is a task of its own.
///
/// # Errors
/// The listener cannot be handed to the runtime.
pub async fn serve(
    listener: TcpListener,
    endpoint: Arc<impl Endpoint>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let graceful = GracefulShutdown::new();
    tokio::select! {
        () = accept(&listener, &endpoint, &graceful) => {}
        () = stop => {}
    }
    drop(listener);
    // What is not finished by then is cut off with the runtime.
    drop(timeout(DRAIN, graceful.shutdown()).await);
    Ok(())
}

async fn accept(listener: &tokio::net::TcpListener, endpoint: &Arc<impl Endpoint>, graceful: &GracefulShutdown) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = places.clone().acquire_owned().await {
        let (stream, peer) = accepted(listener).await;
        if !is_ready(&stream, peer, endpoint.hop_limit()) {
            continue;
        }
        let endpoint = endpoint.clone();
        let service = service_fn(move |request: http::Request<Incoming>| {
            let endpoint = endpoint.clone();
            async move { Ok::<_, Infallible>(endpoint.answer(request.into_parts().0).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_PATIENCE)
            .max_buf_size(HEAD_BYTES)
            .max_headers(HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What goes wrong concerns its client alone.
            drop(connection.await);
            drop(place);
        });
    }
}

/// The next connection. Errors are those of one connection, or a lack of file descriptors that passes.
async fn accepted(listener: &tokio::net::TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// Whether the connection keeps to the hop limit, without which it must not be used.
fn is_ready(stream: &TcpStream, peer: SocketAddr, hop_limit: Option<u8>) -> bool {
    // Answers are written whole: waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    let Some(hops) = hop_limit.map(u32::from) else { return true };
    let socket = SockRef::from(stream);
    match peer {
        SocketAddr::V6(peer) if peer.ip().to_ipv4_mapped().is_none() => socket.set_unicast_hops_v6(hops).is_ok(),
        _ => socket.set_ttl_v4(hops).is_ok(),
    }
}
