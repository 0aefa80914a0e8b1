//! Endpoints over real sockets: hostile heads, and the end.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::net::SocketAddr;
use std::sync::Arc;

use rolecall_workload::container::{Containers, Seat};
use rolecall_workload::{Cache, Purpose, serve};
use support::{Counting, Standing, Told};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

struct Running {
    address: SocketAddr,
    fetch: String,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<std::io::Result<()>>,
}

fn start() -> Running {
    let clock = Standing::new();
    let cache = Arc::new(Cache::new(Told::new(&clock), clock));
    let seat = Seat::generate(&*Counting::new());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let fetch = format!(
        "GET {} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {}\r\nConnection: close\r\n\r\n",
        seat.path(),
        seat.token().expose()
    );
    let endpoint = Arc::new(Containers::new().with(seat, cache, Purpose::Role));
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(serve(listener, endpoint, async { drop(stopped.await) }));
    Running { address, fetch, stop, served }
}

async fn said(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The endpoint may close before it has taken everything.
    drop(stream.write_all(bytes).await);
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_fetch_and_what_is_none() {
    let running = start();
    let answer = said(running.address, running.fetch.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("\"Token\""), "{answer}");
    let huge = running.fetch.replace("\r\n\r\n", &format!("\r\nx: {}\r\n\r\n", "y".repeat(64 * 1024)));
    let many = running.fetch.replace("\r\n\r\n", &format!("\r\n{}\r\n\r\n", ["x: y"; 100].join("\r\n")));
    for bytes in
        [&*huge, &many, "GET /v2/credentials/x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\0\r\n\r\n"]
    {
        let answer = said(running.address, bytes.as_bytes()).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    running.stop.send(()).unwrap();
    running.served.await.unwrap().unwrap();
    assert!(TcpStream::connect(running.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_the_endpoint_from_ending() {
    let running = start();
    let _idle = TcpStream::connect(running.address).await.unwrap();
    tokio::task::yield_now().await;
    running.stop.send(()).unwrap();
    running.served.await.unwrap().unwrap();
}
