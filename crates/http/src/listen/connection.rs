//! One connection from its first byte to its last.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

use super::limits;
use super::patience::Patience;
use super::tls::{TlsConfig, chose_h2, facts};
use crate::door::{Connection, FrontDoor};

/// How far the server is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Requests are answered.
    Serving,
    /// Requests under way are answered; new ones are not.
    Draining,
    /// Nothing is waited for any more.
    Closing,
}

/// A connection that has begun to speak.
enum Opened {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// What every connection is received with.
pub(super) struct Reception {
    door: Arc<FrontDoor>,
    tls: Option<TlsConfig>,
    http1: Builder<TokioExecutor>,
    http2: Builder<TokioExecutor>,
}

impl Reception {
    pub(super) fn new(door: Arc<FrontDoor>, tls: Option<TlsConfig>) -> Self {
        Self { door, tls, http1: builder().http1_only(), http2: builder().http2_only() }
    }

    /// Serves one connection to its end. What goes wrong concerns its client alone.
    pub(super) async fn receive(&self, stream: TcpStream, peer: SocketAddr, phase: watch::Receiver<Phase>) {
        // A connection that has not asked for anything is not waited for.
        let mut stopping = phase.clone();
        let stopped = async { stopping.wait_for(|phase| *phase != Phase::Serving).await.map(drop) };
        let begun = tokio::select! {
            biased;
            begun = self.begin(stream, peer) => begun,
            _ = stopped => None,
        };
        match begun {
            Some((Opened::Plain(stream), h2, connection)) => self.serve(stream, h2, connection, phase).await,
            Some((Opened::Encrypted(stream), h2, connection)) => self.serve(stream, h2, connection, phase).await,
            None => {}
        }
    }

    /// Waits for the first bytes, or for the handshake.
    async fn begin(&self, stream: TcpStream, peer: SocketAddr) -> Option<(Opened, bool, Connection)> {
        // Answers are written whole: waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        let Some(tls) = &self.tls else {
            let h2 = timeout(limits::HEAD_PATIENCE, speaks_h2(&stream)).await.ok()??;
            return Some((Opened::Plain(stream), h2, Connection { peer, tls: None }));
        };
        let stream = timeout(limits::HEAD_PATIENCE, tls.handshake(stream)).await.ok()??;
        let connection = Connection { peer, tls: facts(&stream) };
        let h2 = chose_h2(&stream);
        Some((Opened::Encrypted(Box::new(stream)), h2, connection))
    }

    async fn serve<S>(&self, stream: S, h2: bool, connection: Connection, mut phase: watch::Receiver<Phase>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let visitor = Arc::new((self.door.clone(), Arc::new(connection)));
        let service = service_fn(move |request| {
            let visitor = visitor.clone();
            async move {
                let (door, connection) = &*visitor;
                Ok::<_, Infallible>(door.handle(request, connection).await)
            }
        });
        let mut builder = if h2 { self.http2.clone() } else { self.http1.clone() };
        if !h2 {
            builder.http1().timer(Patience::of(limits::HEAD_PATIENCE));
        }
        let mut served = pin!(builder.serve_connection(TokioIo::new(stream), service));
        loop {
            tokio::select! {
                biased;
                _ = served.as_mut() => return,
                changed = phase.changed() => match *phase.borrow_and_update() {
                    Phase::Serving => {}
                    Phase::Draining if changed.is_ok() => served.as_mut().graceful_shutdown(),
                    Phase::Draining | Phase::Closing => return,
                },
            }
        }
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .header_read_timeout(limits::HEAD_PATIENCE)
        // A call under way goes on to its end: looking meanwhile whether its client is still there would take a new buffer for
        // every request.
        .half_close(true)
        .max_buf_size(limits::HEAD_BYTES as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits::STREAMS)
        .max_header_list_size(limits::HEAD_BYTES)
        .keep_alive_interval(limits::PING)
        .keep_alive_timeout(limits::PING);
    builder
}

/// Whether a plain connection begins as HTTP/2 does (RFC 9113, section 3.4); `None` if it ends before it begins.
async fn speaks_h2(stream: &TcpStream) -> Option<bool> {
    const PREFACE: &[u8] = b"PRI ";
    let mut first = [0; PREFACE.len()];
    loop {
        let seen = match stream.peek(&mut first).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => first.get(..count)?,
        };
        if seen == PREFACE {
            return Some(true);
        }
        if !PREFACE.starts_with(seen) {
            return Some(false);
        }
        // `P` alone is the beginning of `POST` too. A peek does not wait for more than is there.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
