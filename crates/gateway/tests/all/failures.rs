//! Clients that are slow and upstreams that die.

use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::client::{exchange, rest, status};
use crate::front::{Front, before};
use crate::upstream::{Act, Upstream};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const GET: &[u8] = b"GET /b/k HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
const PUT: &[u8] = b"PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc";
const PATIENT: Duration = Duration::from_secs(30);
const HASTY: Duration = Duration::from_millis(200);

async fn pair(acts: &'static [Act], patience: Duration) -> (Upstream, Front) {
    let upstream = Upstream::start(acts).await;
    let front = before(upstream.address, patience).await;
    (upstream, front)
}

async fn check(acts: &'static [Act], patience: Duration, request: &[u8], code: u16) -> Upstream {
    let (upstream, front) = pair(acts, patience).await;
    let answer = exchange(front.address, request).await;
    assert_eq!(status(&answer), code, "{acts:?} {answer}");
    upstream
}

#[tokio::test]
async fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let front = before(listener.local_addr().unwrap(), PATIENT).await;
    drop(listener);
    for request in [GET, PUT] {
        let answer = exchange(front.address, request).await;
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("<Code>ServiceUnavailable</Code>"), "{answer}");
    }
}

#[tokio::test]
async fn an_upstream_that_closes() {
    let upstream = check(&[Act::Close], PATIENT, PUT, 500).await;
    assert_eq!(upstream.seen().len(), 1, "what may have taken effect is not sent again");
    let upstream = check(&[Act::Close, Act::Answer(OK)], PATIENT, GET, 200).await;
    assert_eq!(upstream.seen().len(), 2, "what only reads is sent a second time");
    let upstream = check(&[Act::Close], PATIENT, GET, 500).await;
    assert_eq!(upstream.seen().len(), 2, "but not a third");
}

#[tokio::test]
async fn an_upstream_that_does_not_answer() {
    check(&[Act::Stall], HASTY, GET, 504).await;
    check(&[Act::Stall], HASTY, PUT, 504).await;
}

#[tokio::test]
async fn a_client_that_stops_sending() {
    let (upstream, front) = pair(&[Act::Answer(OK)], HASTY).await;
    let mut stream = TcpStream::connect(front.address).await.unwrap();
    stream.write_all(b"PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nabc").await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("<Code>RequestTimeout</Code>"), "{answer}");
    upstream.ended().await;
    assert!(!upstream.seen()[0].complete);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_a_short_one() {
    for (answer, whole) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", false),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", false),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true),
    ] {
        let acts: &'static [Act] = Box::leak(Box::new([Act::AnswerAndClose(answer)]));
        for http2 in [false, true] {
            let (_upstream, front) = pair(acts, PATIENT).await;
            let client: Client<_, Empty<&[u8]>> = Client::builder(TokioExecutor::new()).http2_only(http2).build_http();
            let uri = format!("http://{}/b/k", front.address).parse().unwrap();
            let got = match client.get(uri).await {
                Ok(response) => response.into_body().collect().await.map(|body| body.to_bytes().len()).ok(),
                Err(_) => None,
            };
            assert_eq!(got, whole.then_some(3), "{answer}");
        }
    }
}

#[tokio::test]
async fn answers_that_cannot_be_passed_on() {
    for answer in
        ["HTTP/1.1 200 OK\r\n\r\nabc", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"]
    {
        let acts: &'static [Act] = Box::leak(Box::new([Act::AnswerAndClose(answer)]));
        let status = status(&exchange(pair(acts, PATIENT).await.1.address, PUT).await);
        assert!(status >= 500, "{answer}");
    }
    let no_body: &[Act] = &[Act::Answer("HTTP/1.1 204 No Content\r\n\r\n")];
    check(no_body, PATIENT, b"DELETE /b/k HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n", 204).await;
}

#[tokio::test]
async fn an_answer_before_the_request_was_complete() {
    let part = b"PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\nconnection: close\r\n\r\nabc";
    check(&[Act::AnswerEarly(OK)], PATIENT, part, 502).await;
    let refusal: &[Act] = &[Act::AnswerEarly("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")];
    check(refusal, PATIENT, part, 403).await;
}
