//! What is sent on: the request as it was meant, under the gateway's own name.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rolecall_model::SecretKey;
use rolecall_sigv4::{Claim, Payload, PayloadHash, Regions, RequestParts, ServiceRules, SigningKey};

use crate::client::{exchange, rest, status};
use crate::front::{UPSTREAM_SECRET, before};
use crate::signed::{Head, now};
use crate::upstream::{Act, Seen, Upstream};

const PATIENT: Duration = Duration::from_secs(30);
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: \"e\"\r\nConnection: X-Own\r\nX-Own: 1\r\n\r\nok";

/// Whether an upstream that trusts the gateway's credentials would take this.
fn assert_signed_by_the_gateway(seen: &Seen) {
    let (method, target) =
        seen.head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap().split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let lines: Vec<(String, String)> = seen
        .head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let parts = RequestParts { method, path, query, authority: None, headers: &lines };
    let rules = ServiceRules::s3(Regions::OneOf(&["up-1"]));
    let claim = Claim::read(&parts).unwrap().check(now(), &rules).unwrap();
    assert_eq!(claim.access_key_id(), "UPSTREAMKEY");
    let key = SigningKey::derive(&SecretKey::new(UPSTREAM_SECRET.to_owned()), &claim.scope());
    assert!(claim.verify(Payload::Declared, key).is_ok(), "{}", seen.head);
}

#[tokio::test]
async fn a_request_is_signed_anew_and_otherwise_as_it_was() {
    let upstream = Upstream::start(&[Act::Answer(OK)]).await;
    let front = before(upstream.address, PATIENT).await;
    let target = "/b//a%2Fb/../%E1%88%B4%41+c?x-id=PutObject&&empty=";
    let hash = PayloadHash::of(b"content");
    let headers = [
        ("x-amz-acl", "private"),
        ("content-type", "text/plain"),
        ("x-forwarded-for", "10.0.0.1"),
        ("te", "trailers"),
        ("x-amz-meta-a", "1"),
    ];
    let answer = exchange(front.address, &Head::signed("PUT", target, hash, &headers).with(b"content")).await;
    assert_eq!(status(&answer), 200, "{answer}");
    assert!(answer.ends_with("\r\n\r\nok") && answer.contains("etag: \"e\""), "{answer}");
    assert!(!answer.contains("x-own"), "{answer}");
    let seen = &upstream.seen()[0];
    assert!(seen.head.starts_with(&format!("PUT {target} HTTP/1.1\r\n")), "{}", seen.head);
    assert_eq!((seen.body.as_slice(), seen.complete), (&b"content"[..], true));
    assert_eq!(seen.all("host"), [upstream.address.to_string()]);
    assert_eq!(seen.all("x-amz-content-sha256"), [hash.text()], "the hash that was signed, and is being verified");
    assert_eq!((seen.one("x-amz-acl"), seen.one("content-length")), (Some("private"), Some("7")));
    for gone in ["x-amz-security-token", "x-forwarded-for", "te", "connection", "expect"] {
        assert_eq!(seen.one(gone), None, "{}", seen.head);
    }
    assert!(!seen.head.contains("CLIENTKEY") && !seen.head.contains("TOKEN"), "{}", seen.head);
    assert_signed_by_the_gateway(seen);
}

#[tokio::test]
async fn a_body_without_hash_is_sent_on_without_one() {
    let upstream = Upstream::start(&[Act::Answer(OK)]).await;
    let front = before(upstream.address, PATIENT).await;
    let answer =
        exchange(front.address, &Head::signed("PUT", "/b/k", PayloadHash::Unsigned, &[]).with(b"content")).await;
    assert_eq!(status(&answer), 200, "{answer}");
    let seen = &upstream.seen()[0];
    assert_eq!((seen.body.as_slice(), seen.one("x-amz-content-sha256")), (&b"content"[..], Some("UNSIGNED-PAYLOAD")));
    assert_signed_by_the_gateway(seen);
}

#[tokio::test]
async fn the_authentication_of_a_presigned_url_stays_here() {
    let upstream = Upstream::start(&[Act::Answer(OK)]).await;
    let front = before(upstream.address, PATIENT).await;
    let request = b"GET /b/k?versionId=1&X-Amz-Signature=0&X%2dAmz-Credential=CLIENTKEY HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
    assert_eq!(status(&exchange(front.address, request).await), 200);
    let seen = &upstream.seen()[0];
    assert!(seen.head.starts_with("GET /b/k?versionId=1 HTTP/1.1\r\n"), "{}", seen.head);
    assert_eq!(seen.one("content-length"), None);
    assert_signed_by_the_gateway(seen);
}

#[tokio::test]
async fn the_body_is_asked_for_only_when_it_is_forwarded() {
    use tokio::io::AsyncWriteExt;
    let upstream = Upstream::start(&[Act::Answer(OK)]).await;
    let front = before(upstream.address, PATIENT).await;
    let expect = [("expect", "100-continue")];
    let request = Head::signed("PUT", "/b/k", PayloadHash::of(b"content"), &expect).with(b"content");
    let (head, body) = request.split_at(request.len() - 7);
    let mut stream = tokio::net::TcpStream::connect(front.address).await.unwrap();
    stream.write_all(head).await.unwrap();
    let mut interim = [0; 25];
    tokio::io::AsyncReadExt::read_exact(&mut stream, &mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body).await.unwrap();
    assert_eq!(status(&rest(&mut stream).await), 200);
    let seen = &upstream.seen()[0];
    assert_eq!((seen.body.as_slice(), seen.one("expect")), (&b"content"[..], None));
    let mut refused = Head::signed("PUT", "/b/k", PayloadHash::of(b"content"), &expect);
    refused.lines.retain(|(name, _)| name != "x-amz-date");
    let answer = exchange(front.address, &refused.with(b"")).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "nothing is asked for: {answer}");
    assert_eq!(upstream.seen().len(), 1);
}

#[tokio::test]
async fn http_2_on_the_client_side() {
    let upstream = Upstream::start(&[Act::Answer(OK)]).await;
    let front = before(upstream.address, PATIENT).await;
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    for content in ["", "content"] {
        let uri = format!("http://{}/b/k", front.address);
        let request = http::Request::put(uri).body(Full::new(Bytes::from(content))).unwrap();
        let answer = client.request(request).await.unwrap();
        assert_eq!((answer.version(), answer.status().as_u16()), (http::Version::HTTP_2, 200));
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "ok");
        let seen = upstream.seen().pop().unwrap();
        assert_eq!((seen.body.as_slice(), seen.complete), (content.as_bytes(), true));
        assert_eq!(seen.all("host"), [upstream.address.to_string()]);
        assert_signed_by_the_gateway(&seen);
    }
}
