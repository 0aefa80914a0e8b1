//! Connections to an upstream are kept, replaced and closed.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{exchange, status};
use crate::front::before;
use crate::upstream::{Act, Upstream};

const PATIENT: Duration = Duration::from_secs(30);
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

const GET: &str = "GET /b/k HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
const PUT: &str = "PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc";
const DELETE: &str = "DELETE /b/k HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
const HEAD: &str = "HEAD /b/k HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";

/// The connections that three requests, one after the other, came over.
async fn connections(act: Act, request: &str) -> Vec<usize> {
    let upstream = Upstream::start(Box::leak(Box::new([act]))).await;
    let front = before(upstream.address, PATIENT).await;
    for _ in 0..3 {
        let answer = exchange(front.address, request.as_bytes()).await;
        assert!(matches!(status(&answer), 200 | 204 | 404), "{act:?} {request} {answer}");
        // One that closes has done so before the next request comes.
        if !matches!(act, Act::Answer(_)) {
            upstream.ended().await;
        }
    }
    let seen = upstream.seen();
    assert!(seen.iter().all(|seen| seen.complete), "{act:?} {request}");
    seen.iter().map(|seen| seen.connection).collect()
}

#[tokio::test]
async fn one_connection_serves_requests_in_turn() {
    for (answer, request) in [
        (OK, GET),
        (OK, PUT),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", GET),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", HEAD),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", PUT),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", GET),
        ("HTTP/1.1 204 No Content\r\n\r\n", DELETE),
    ] {
        assert_eq!(connections(Act::Answer(answer), request).await, [0, 0, 0], "{answer} {request}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_is_replaced() {
    for request in [GET, PUT, DELETE] {
        // Without a word; and with one.
        assert_eq!(connections(Act::AnswerAndClose(OK), request).await, [0, 1, 2], "{request}");
        let closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
        assert_eq!(connections(Act::AnswerAndClose(closing), request).await, [0, 1, 2], "{request}");
    }
}

#[tokio::test]
async fn requests_at_once_have_a_connection_each() {
    let upstream = Upstream::start(&[Act::Answer(OK)]).await;
    let front = before(upstream.address, PATIENT).await;
    let held = "PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\nconnection: close\r\n\r\nab";
    let mut slow = TcpStream::connect(front.address).await.unwrap();
    slow.write_all(held.as_bytes()).await.unwrap();
    while upstream.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(status(&exchange(front.address, GET.as_bytes()).await), 200);
    slow.write_all(b"c").await.unwrap();
    assert_eq!(status(&crate::client::rest(&mut slow).await), 200);
    assert_eq!(status(&exchange(front.address, GET.as_bytes()).await), 200);
    let seen: Vec<usize> = upstream.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(seen, [0, 1, 0], "the one that was used last is taken");
}

#[tokio::test]
async fn an_answer_that_nobody_reads_closes_its_connection() {
    let upstream = Upstream::start(&[Act::Answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")]).await;
    let front = before(upstream.address, PATIENT).await;
    let mut stream = TcpStream::connect(front.address).await.unwrap();
    stream.write_all(GET.as_bytes()).await.unwrap();
    assert!(stream.read(&mut [0; 64]).await.unwrap() > 0);
    drop(stream);
    upstream.ended().await;
}

/// Every request moves the future that forwards it.
#[tokio::test]
async fn forwarding_takes_little_room() {
    let upstream = Upstream::start(&[Act::Answer(OK)]).await;
    let (gateway, backend) = crate::front::gateway(upstream.address, PATIENT, true);
    let headers = http::HeaderMap::new();
    let outgoing = rolecall_gateway::Outgoing {
        method: &http::Method::GET,
        target: rolecall_gateway::Target::Path("/b/k"),
        query: "",
        headers: rolecall_gateway::Headers { from_client: &headers, is_understood: |_| true, instead: Vec::new() },
        content: rolecall_gateway::Content::Whole::<http_body_util::Empty<bytes::Bytes>>(bytes::Bytes::new()),
    };
    let forwarding = gateway.forward(&backend, outgoing, crate::signed::now());
    assert!(size_of_val(&forwarding) <= 4096, "{} bytes", size_of_val(&forwarding));
}
