//! Bodies that are still to come: the head is verified alone, and says what the body must be held against.

use rolecall_model::SecretKey;
use rolecall_sigv4::{
    CheckedClaim, Credentials, PathStyle, Payload, PayloadHash, Regions, ServiceRules, SignatureError, SignedBody,
    Signer, SigningKey, Step,
};

use crate::common::{Request, lines, secret, time};

const NOW: &str = "20260701T120000Z";

fn signer(secret: &SecretKey, send_payload_hash: bool) -> Signer<'_> {
    let credentials = Credentials { access_key_id: "AKIA1", secret, session_token: None };
    Signer { credentials, region: "local", service: "s3", path_style: PathStyle::AsSent, send_payload_hash }
}

fn signed(payload: PayloadHash, headers: &[(&str, &str)]) -> Request {
    let headers = lines(&[&[("host", "h")], headers].concat());
    let mut request =
        Request { method: "PUT".into(), path: "/k".into(), query: String::new(), headers, body: String::new() };
    let added = signer(&secret("s"), true).headers(&request.parts(), payload, time(NOW));
    request.headers.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
    request
}

/// What the verified head says about the body.
fn body(request: &Request, rules: &ServiceRules<'_>) -> Result<SignedBody, SignatureError> {
    let claim: CheckedClaim<'_> = request.check(time(NOW), rules)?;
    let key = SigningKey::derive(&secret("s"), &claim.scope());
    claim.verify(Payload::Declared, key)?.body()
}

fn s3() -> ServiceRules<'static> {
    ServiceRules::s3(Regions::Any)
}

const LENGTH: (&str, &str) = ("x-amz-decoded-content-length", "3");

#[test]
fn what_the_head_says() {
    let hash = PayloadHash::of(b"body");
    let Ok(SignedBody::Sha256(digest)) = body(&signed(hash, &[]), &s3()) else { panic!() };
    assert_eq!(Some(digest), hash.digest());
    assert!(matches!(body(&signed(PayloadHash::Unsigned, &[]), &s3()), Ok(SignedBody::Unsigned)));
    let trailer = ("x-amz-trailer", "X-Amz-Checksum-CRC32 , x-other");
    let request = signed(PayloadHash::UnsignedChunksAndTrailer, &[LENGTH, trailer]);
    let Ok(SignedBody::Chunked(chunked)) = body(&request, &s3()) else { panic!() };
    assert_eq!(chunked.decoded_length(), 3);
    assert_eq!(chunked.announced_trailers(), ["x-amz-checksum-crc32", "x-other"]);
    let mut decoder = chunked.decoder();
    assert_eq!(decoder.step(b"3\r\nabc"), Ok(Step::Frame(3)));
    assert_eq!(decoder.step(b"abc"), Ok(Step::Data(3)));
}

#[test]
fn a_presigned_url_leaves_the_body_open() {
    let headers = lines(&[("host", "h")]);
    let request =
        Request { method: "PUT".into(), path: "/k".into(), query: String::new(), headers, body: String::new() };
    let query = signer(&secret("s"), false).presigned_query(&request.parts(), PayloadHash::Unsigned, time(NOW), 60);
    let request = Request { query, ..request };
    assert!(matches!(body(&request, &s3()), Ok(SignedBody::Unsigned)));
}

#[test]
fn bytes_that_are_there_are_whole() {
    let request = Request { body: "body".into(), ..signed(PayloadHash::of(b"body"), &[]) };
    let rules = s3();
    let claim = request.check(time(NOW), &rules).unwrap();
    let key = SigningKey::derive(&secret("s"), &claim.scope());
    assert!(matches!(claim.verify(Payload::Bytes(b"body"), key).unwrap().body(), Ok(SignedBody::Whole)));
}

#[test]
fn heads_that_are_refused() {
    let strict = ServiceRules { unsigned_payload: false, ..s3() };
    let whole = ServiceRules { chunked_payload: false, ..s3() };
    let chunks = PayloadHash::SignedChunks;
    for (request, rules, expected) in [
        (signed(PayloadHash::Unsigned, &[]), strict, SignatureError::PayloadHash),
        (signed(PayloadHash::UnsignedChunksAndTrailer, &[LENGTH]), strict, SignatureError::PayloadHash),
        (signed(chunks, &[LENGTH]), whole, SignatureError::PayloadHash),
        (signed(chunks, &[]), s3(), SignatureError::DecodedLength),
        (signed(chunks, &[LENGTH, LENGTH]), s3(), SignatureError::DecodedLength),
        (signed(chunks, &[("x-amz-decoded-content-length", "-3")]), s3(), SignatureError::DecodedLength),
        (
            signed(chunks, &[("x-amz-decoded-content-length", "99999999999999999999")]),
            s3(),
            SignatureError::DecodedLength,
        ),
    ] {
        assert_eq!(body(&request, &rules).err(), Some(expected), "{request:?}");
    }
}

#[test]
fn the_form_of_the_body_is_part_of_what_is_signed() {
    let forms = [
        PayloadHash::of(b"body"),
        PayloadHash::Unsigned,
        PayloadHash::SignedChunks,
        PayloadHash::SignedChunksAndTrailer,
        PayloadHash::UnsignedChunksAndTrailer,
    ];
    for form in forms {
        for other in forms.into_iter().filter(|other| *other != form) {
            let mut request = signed(form, &[LENGTH]);
            let header = request.headers.iter_mut().find(|(name, _)| name == "x-amz-content-sha256");
            header.unwrap().1 = other.text();
            assert!(matches!(body(&request, &s3()), Err(SignatureError::Mismatch { .. })), "{form:?} {other:?}");
        }
        let mut twice = signed(form, &[LENGTH]);
        twice.headers.push(("x-amz-content-sha256".into(), PayloadHash::of(b"other").text()));
        assert!(body(&twice, &s3()).is_err(), "{form:?}");
    }
    let mut silent = signed(PayloadHash::of(b"body"), &[]);
    silent.headers.retain(|(name, _)| name != "x-amz-content-sha256");
    assert_eq!(body(&silent, &s3()).err(), Some(SignatureError::PayloadHashMissing));
    let mut odd = signed(PayloadHash::of(b"body"), &[]);
    odd.headers.iter_mut().find(|(name, _)| name == "x-amz-content-sha256").unwrap().1 = "STREAMING-OTHER".into();
    assert_eq!(body(&odd, &s3()).err(), Some(SignatureError::PayloadHash));
}
