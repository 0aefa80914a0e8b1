//! The body: hashed here, and never believed.

use rolecall_model::SecretKey;
use rolecall_sigv4::{
    Credentials, PathStyle, PayloadHash, Regions, RequestParts, ServiceRules, SignatureError, Signer,
};

use crate::common::{Request, lines, secret, time};

const NOW: &str = "20260701T120000Z";

fn signer(secret: &SecretKey, send_payload_hash: bool) -> Signer<'_> {
    let credentials = Credentials { access_key_id: "AKIA1", secret, session_token: None };
    Signer { credentials, region: "local", service: "s3", path_style: PathStyle::AsSent, send_payload_hash }
}

fn put(body: &str) -> Request {
    let headers = lines(&[("host", "h")]);
    Request { method: "PUT".into(), path: "/k".into(), query: String::new(), headers, body: body.into() }
}

fn signed(body: &str, payload: PayloadHash, send_payload_hash: bool) -> Request {
    let mut request = put(body);
    let added = signer(&secret("s"), send_payload_hash).headers(&request.parts(), payload, time(NOW));
    request.headers.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
    request
}

fn presigned(payload: PayloadHash) -> Request {
    let request = put("body");
    let query = signer(&secret("s"), false).presigned_query(&request.parts(), payload, time(NOW), 60);
    Request { query, ..request }
}

fn check(request: &Request, rules: &ServiceRules<'_>, accepted: bool) {
    match request.verify(time(NOW), rules, &secret("s")) {
        Ok(()) => assert!(accepted, "accepted: {request:?}"),
        Err(SignatureError::Mismatch { .. }) => assert!(!accepted, "refused: {request:?}"),
        Err(error) => panic!("{error}"),
    }
}

/// S3 with and without the permission to leave the body out of the signature.
fn rules() -> [ServiceRules<'static>; 2] {
    let s3 = ServiceRules::s3(Regions::Any);
    [s3, ServiceRules { unsigned_payload: false, ..s3 }]
}

#[test]
fn the_whole_body_is_covered() {
    for rules in rules() {
        for send_payload_hash in [true, false] {
            let request = signed("body", PayloadHash::of(b"body"), send_payload_hash);
            check(&request, &rules, true);
            check(&Request { body: "bodz".into(), ..request }, &rules, false);
        }
    }
}

#[test]
fn a_false_hash_is_refused_even_if_it_is_not_what_was_signed() {
    for said in ["0".repeat(64), String::new(), PayloadHash::of(b"body").text().to_uppercase()] {
        let mut request = signed("body", PayloadHash::of(b"body"), false);
        request.headers.push(("x-amz-content-sha256".into(), said));
        let rules = ServiceRules { unsigned_amz_headers: true, ..ServiceRules::s3(Regions::Any) };
        check(&request, &rules, false);
    }
}

#[test]
fn one_true_hash_does_not_excuse_a_false_one() {
    let mut request = signed("body", PayloadHash::of(b"body"), false);
    let rules = ServiceRules { unsigned_amz_headers: true, ..ServiceRules::s3(Regions::Any) };
    request.headers.push(("x-amz-content-sha256".into(), PayloadHash::of(b"body").text()));
    check(&request, &rules, true);
    request.headers.push(("x-amz-content-sha256".into(), "UNSIGNED-PAYLOAD".into()));
    check(&request, &rules, false);
}

#[test]
fn an_unsigned_body_needs_permission() {
    let [lenient, strict] = rules();
    let header = signed("body", PayloadHash::Unsigned, true);
    check(&header, &lenient, true);
    check(&header, &strict, false);
    // Without the header nobody said that the body is unsigned.
    check(&signed("body", PayloadHash::Unsigned, false), &lenient, false);
    check(&presigned(PayloadHash::Unsigned), &lenient, true);
    check(&presigned(PayloadHash::Unsigned), &strict, false);
    check(&presigned(PayloadHash::of(b"body")), &strict, true);
    check(&presigned(PayloadHash::of(b"body")), &lenient, false);
}

#[test]
fn chunked_bodies_are_refused() {
    for constant in ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"] {
        let mut request = signed("body", PayloadHash::of(b"body"), true);
        request
            .headers
            .iter_mut()
            .filter(|(name, _)| name == "x-amz-content-sha256")
            .for_each(|line| line.1 = constant.into());
        for rules in rules() {
            check(&request, &rules, false);
        }
    }
}

#[test]
fn the_authority_stands_in_for_a_missing_host() {
    let request = signed("body", PayloadHash::of(b"body"), false);
    let without: Vec<_> = request.headers.iter().filter(|(name, _)| name != "host").cloned().collect();
    let rules = ServiceRules::s3(Regions::Any);
    for (authority, accepted) in [(Some("h"), true), (Some("other"), false), (None, false)] {
        let parts = RequestParts { authority, headers: &without, ..request.parts() };
        let verified = crate::common::verify(&parts, b"body", time(NOW), &rules, &secret("s"));
        assert_eq!(verified.is_ok(), accepted, "{authority:?}");
    }
    let parts = RequestParts { authority: Some("other"), ..request.parts() };
    assert!(crate::common::verify(&parts, b"body", time(NOW), &rules, &secret("s")).is_ok(), "the header comes first");
}
