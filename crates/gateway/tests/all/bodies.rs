//! Bodies that differ from what was signed never look complete to the upstream.

use std::time::Duration;

use proptest::prelude::*;
use rolecall_sigv4::PayloadHash;

use crate::client::{exchange, status};
use crate::front::{before, before_one_that};
use crate::signed::{Head, unsigned_chunks};
use crate::upstream::{Act, Seen, Upstream};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
/// CRC32 of `content`.
const CRC32: &str = "x-amz-checksum-crc32:/sUwqQ==";

/// The answer to a request, and what the upstream saw of it when its connection had ended.
async fn sent(request: &[u8]) -> (String, Option<Seen>) {
    sent_where(request, true).await
}

/// The same for an upstream that takes checksums behind bodies, or one that does not.
async fn sent_where(request: &[u8], checksum_trailers: bool) -> (String, Option<Seen>) {
    let upstream = Upstream::start(&[Act::AnswerAndClose(OK)]).await;
    let front = before_one_that(upstream.address, Duration::from_secs(30), checksum_trailers).await;
    let answer = exchange(front.address, request).await;
    if !upstream.seen().is_empty() {
        upstream.ended().await;
    }
    (answer, upstream.seen().pop())
}

async fn check(request: &[u8], code: Option<&str>, expected: &[u8]) {
    let (answer, seen) = sent(request).await;
    match code {
        None => {
            assert_eq!(status(&answer), 200, "{answer}");
            let seen = seen.unwrap();
            assert_eq!((seen.body.as_slice(), seen.complete), (expected, true));
            assert_eq!(seen.one("content-length").unwrap(), expected.len().to_string());
            for gone in
                ["x-amz-decoded-content-length", "x-amz-trailer", "x-amz-sdk-checksum-algorithm", "transfer-encoding"]
            {
                assert_eq!(seen.one(gone), None, "{}", seen.head);
            }
            assert_eq!(seen.one("content-encoding").filter(|coding| coding.contains("aws-chunked")), None);
        }
        Some(code) => {
            assert!(answer.contains(&format!("<Code>{code}</Code>")), "{answer}");
            assert!(seen.is_none_or(|seen| !seen.complete), "it must not look complete");
        }
    }
}

#[tokio::test]
async fn declared_hashes() {
    let hash = PayloadHash::of(b"content");
    check(&Head::signed("PUT", "/b/k", hash, &[]).with(b"content"), None, b"content").await;
    check(&Head::signed("PUT", "/b/k", hash, &[]).with(b"contenu"), Some("XAmzContentSHA256Mismatch"), b"").await;
    check(&Head::signed("PUT", "/b/k", hash, &[]).with(b""), Some("XAmzContentSHA256Mismatch"), b"").await;
    let large: Vec<u8> = (0..300_000_u32).map(|index| index.to_le_bytes()[0]).collect();
    let hash = PayloadHash::of(&large);
    check(&Head::signed("PUT", "/b/k", hash, &[]).with(&large), None, &large).await;
    let mut wrong = large.clone();
    *wrong.first_mut().unwrap() ^= 1;
    check(&Head::signed("PUT", "/b/k", hash, &[]).with(&wrong), Some("XAmzContentSHA256Mismatch"), b"").await;
}

#[tokio::test]
async fn signed_chunks() {
    let head = |length| {
        let headers = [("content-encoding", "aws-chunked"), ("x-amz-decoded-content-length", length)];
        Head::signed("PUT", "/b/k", PayloadHash::SignedChunks, &headers)
    };
    let good = head("7");
    let body = good.signed_chunks(b"content", 3, None);
    check(&good.with(&body), None, b"content").await;
    let text = String::from_utf8(body.clone()).unwrap();
    for (wrong, code) in [
        (text.replace("con", "cox"), "SignatureDoesNotMatch"),
        (text.replace("\r\nt\r\n", "\r\nu\r\n"), "SignatureDoesNotMatch"),
        (text.replace("signature=", "signatura="), "InvalidRequest"),
        (text.trim_end().to_owned(), "IncompleteBody"),
        (format!("{text}0\r\n"), "InvalidRequest"),
        (String::from_utf8(unsigned_chunks(b"content", 3, "")).unwrap(), "InvalidRequest"),
    ] {
        check(&good.with(wrong.as_bytes()), Some(code), b"").await;
    }
    for length in ["6", "8"] {
        let head = head(length);
        let body = head.signed_chunks(b"content", 3, None);
        check(&head.with(&body), Some("IncompleteBody"), b"").await;
    }
    let empty = head("0");
    check(&empty.with(&empty.signed_chunks(b"", 3, None)), None, b"").await;
    check(&empty.with(&good.signed_chunks(b"", 3, None)), Some("SignatureDoesNotMatch"), b"").await;
}

const WITH_TRAILER: [(&str, &str); 4] = [
    ("content-encoding", "aws-chunked"),
    ("x-amz-decoded-content-length", "7"),
    ("x-amz-trailer", "x-amz-checksum-crc32"),
    ("x-amz-sdk-checksum-algorithm", "CRC32"),
];

/// A request that comes to the upstream with its checksum behind it.
async fn check_with_trailer(request: &[u8]) {
    let (answer, seen) = sent(request).await;
    let seen = seen.unwrap();
    assert_eq!(status(&answer), 200, "{answer}");
    let body = format!("7\r\ncontent\r\n0\r\n{CRC32}\r\n\r\n");
    assert_eq!((String::from_utf8_lossy(&seen.body).as_ref(), seen.complete), (&*body, true));
    assert_eq!(seen.one("content-length").unwrap(), body.len().to_string());
    assert_eq!(seen.one("x-amz-content-sha256"), Some("STREAMING-UNSIGNED-PAYLOAD-TRAILER"));
    for (name, value) in WITH_TRAILER {
        assert_eq!(seen.all(name), [value], "{}", seen.head);
    }
}

#[tokio::test]
async fn trailers() {
    let headers = WITH_TRAILER;
    let unsigned = Head::signed("PUT", "/b/k", PayloadHash::UnsignedChunksAndTrailer, &headers);
    check_with_trailer(&unsigned.with(&unsigned_chunks(b"content", 3, CRC32))).await;
    for (body, code) in [
        (unsigned_chunks(b"contenu", 3, CRC32), "BadDigest"),
        (unsigned_chunks(b"content", 3, "x-amz-checksum-crc32:/sUwqR=="), "BadDigest"),
        (unsigned_chunks(b"content", 3, ""), "MalformedTrailerError"),
        (unsigned_chunks(b"content", 3, "x-amz-checksum-sha1:/sUwqQ=="), "MalformedTrailerError"),
        (unsigned_chunks(b"conten", 3, CRC32), "IncompleteBody"),
    ] {
        check(&unsigned.with(&body), Some(code), b"").await;
    }
    let signed = Head::signed("PUT", "/b/k", PayloadHash::SignedChunksAndTrailer, &headers);
    let trailer = CRC32.split_once(':');
    check_with_trailer(&signed.with(&signed.signed_chunks(b"content", 3, trailer))).await;
    let text = String::from_utf8(signed.signed_chunks(b"content", 3, trailer)).unwrap();
    check(&signed.with(text.replace("/sUwqQ", "/sUwqR").as_bytes()), Some("SignatureDoesNotMatch"), b"").await;
    let mut odd = headers;
    odd[2].1 = "x-amz-checksum-md4";
    let odd = Head::signed("PUT", "/b/k", PayloadHash::UnsignedChunksAndTrailer, &odd);
    check(&odd.with(&unsigned_chunks(b"content", 3, "x-amz-checksum-md4:a")), Some("InvalidRequest"), b"").await;
}

#[tokio::test]
async fn trailers_that_the_upstream_does_not_take() {
    let unsigned = Head::signed("PUT", "/b/k", PayloadHash::UnsignedChunksAndTrailer, &WITH_TRAILER);
    let (answer, seen) = sent_where(&unsigned.with(&unsigned_chunks(b"content", 3, CRC32)), false).await;
    let seen = seen.unwrap();
    assert_eq!((status(&answer), seen.body.as_slice(), seen.complete), (200, &b"content"[..], true));
    assert_eq!((seen.one("x-amz-trailer"), seen.one("content-encoding")), (None, None), "{}", seen.head);
    assert_eq!(seen.one("x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"));
    let (answer, seen) = sent_where(&unsigned.with(&unsigned_chunks(b"contenu", 3, CRC32)), false).await;
    assert!(answer.contains("BadDigest") && seen.is_none_or(|seen| !seen.complete), "{answer}");
}

#[tokio::test]
async fn the_checksum_of_nothing_goes_before_it() {
    let mut headers = WITH_TRAILER;
    headers[1].1 = "0";
    let empty = Head::signed("PUT", "/b/k", PayloadHash::UnsignedChunksAndTrailer, &headers);
    let (answer, seen) = sent(&empty.with(&unsigned_chunks(b"", 3, "x-amz-checksum-crc32:AAAAAA=="))).await;
    let seen = seen.unwrap();
    assert_eq!((status(&answer), seen.body.is_empty(), seen.one("content-length")), (200, true, Some("0")));
    assert_eq!((seen.one("x-amz-checksum-crc32"), seen.one("x-amz-trailer")), (Some("AAAAAA=="), None));
}

#[tokio::test]
async fn checksums_in_headers() {
    for (name, right, wrong) in [
        ("x-amz-checksum-crc32", "/sUwqQ==", "/sUwqR=="),
        ("content-md5", "mgNkuembtIDdJeHwKEyFVQ==", "mgNkuembtIDdJeHwKEyFVA=="),
    ] {
        let put = |value| Head::signed("PUT", "/b/k", PayloadHash::Unsigned, &[(name, value)]).with(b"content");
        check(&put(right), None, b"content").await;
        check(&put(wrong), Some("BadDigest"), b"").await;
    }
    let complete =
        Head::signed("POST", "/b/k?uploadId=u", PayloadHash::Unsigned, &[("x-amz-checksum-crc32", "AAAAAA==")]);
    check(&complete.with(b"content"), None, b"content").await;
}

#[tokio::test]
async fn a_length_must_be_said() {
    let request = b"PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\nabc";
    let upstream = Upstream::start(&[Act::AnswerAndClose(OK)]).await;
    let front = before(upstream.address, Duration::from_secs(30)).await;
    let mut stream = tokio::net::TcpStream::connect(front.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, request).await.unwrap();
    tokio::io::AsyncWriteExt::shutdown(&mut stream).await.unwrap();
    crate::client::rest(&mut stream).await;
    if !upstream.seen().is_empty() {
        upstream.ended().await;
        assert!(!upstream.seen()[0].complete, "a client that leaves early leaves nothing that looks complete");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_flipped_byte_is_never_complete(at in any::<usize>(), mask in 1u8..=255, size in 1usize..40) {
        let headers = [("x-amz-decoded-content-length", "26")];
        let head = Head::signed("PUT", "/b/k", PayloadHash::SignedChunks, &headers);
        let data = b"abcdefghijklmnopqrstuvwxyz";
        let mut body = head.signed_chunks(data, size, None);
        let at = at % body.len();
        body[at] ^= mask;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (answer, seen) = runtime.block_on(sent(&head.with(&body)));
        // The letters of a size count in either case.
        let same = status(&answer) == 200 && mask == 0x20;
        prop_assert!(same || (status(&answer) >= 400 && seen.is_none_or(|seen| !seen.complete)), "{answer}");
    }
}
