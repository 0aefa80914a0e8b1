//! Heads that two servers could read in two ways reach no upstream.

use std::time::Duration;

use crate::client::{exchange, status};
use crate::front::before;
use crate::upstream::{Act, Upstream};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

async fn sent(request: &str) -> (u16, Upstream) {
    let upstream = Upstream::start(&[Act::Answer(OK)]).await;
    let front = before(upstream.address, Duration::from_secs(30)).await;
    let answer = exchange(front.address, request.as_bytes()).await;
    (status(&answer), upstream)
}

#[tokio::test]
async fn ambiguous_heads_are_refused() {
    for (status, request) in [
        (
            501,
            "PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\nGET /secret HTTP/1.1\r\nhost: h\r\n\r\n",
        ),
        (
            501,
            "PUT /b/k HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\nconnection: close\r\n\r\n0\r\n\r\n",
        ),
        (501, "PUT /b/k HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n"),
        (400, "PUT /b/k HTTP/1.1\r\nhost: h\r\ntransfer-encoding: xchunked\r\nconnection: close\r\n\r\n"),
        (400, "PUT /b/k HTTP/1.1\r\nhost: h\r\ntransfer-encoding : chunked\r\nconnection: close\r\n\r\n0\r\n\r\n"),
        (
            400,
            "PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\ncontent-length: 4\r\nconnection: close\r\n\r\nabcd",
        ),
        (400, "PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 3, 4\r\nconnection: close\r\n\r\nabcd"),
        (400, "PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: +3\r\nconnection: close\r\n\r\nabc"),
        (400, "GET /b/k HTTP/1.1\r\nhost: h\r\nx-a: 1\r\n folded: 2\r\nconnection: close\r\n\r\n"),
        (400, "GET /b/k HTTP/1.1\r\nhost: h\r\nx-a : 1\r\nconnection: close\r\n\r\n"),
        (400, "GET http://other/b/k HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"),
        (400, "GET /b/k HTTP/1.1\r\nhost: h\r\nhost: other\r\nconnection: close\r\n\r\n"),
        (400, "GET /b/k HTTP/1.1\r\nconnection: close\r\n\r\n"),
        (400, "GET /b/k HTTP/1.1\r\nhost: h\r\nx-amz-acl: a\r\nconnection: close, x-amz-acl\r\n\r\n"),
        (
            400,
            "GET /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 23\r\nconnection: close\r\n\r\nGET /secret HTTP/1.1\r\n\r\n",
        ),
        (405, "TRACE /b/k HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"),
        (405, "CONNECT h:1 HTTP/1.1\r\nhost: h:1\r\nconnection: close\r\n\r\n"),
        (400, "OPTIONS * HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"),
    ] {
        let (got, upstream) = sent(request).await;
        assert_eq!(got, status, "{request}");
        assert!(upstream.seen().is_empty(), "{request}");
    }
}

#[tokio::test]
async fn an_offer_to_upgrade_is_ignored() {
    let request = "GET /b/k HTTP/1.1\r\nhost: h\r\nconnection: close, upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n";
    let (got, upstream) = sent(request).await;
    assert_eq!(got, 200);
    let seen = &upstream.seen()[0];
    assert_eq!((seen.one("upgrade"), seen.one("connection"), seen.one("http2-settings")), (None, None, None));
}

#[tokio::test]
async fn what_follows_a_body_is_not_part_of_it() {
    let request = "PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nabcGET /next HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
    let (got, upstream) = sent(request).await;
    assert_eq!(got, 200);
    let seen = upstream.seen();
    assert_eq!(seen[0].body, b"abc");
    assert!(seen[1].head.starts_with("GET /next "), "each request is forwarded on its own");
}
