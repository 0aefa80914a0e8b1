//! What is signed here verifies here, and nothing that the signature covers can be changed.

use proptest::collection::vec;
use proptest::prelude::*;
use rolecall_model::Time;
use rolecall_sigv4::{Credentials, PathStyle, PayloadHash, Regions, ServiceRules, SignatureError, Signer};

use crate::common::{Lines, Request, secret};

fn rules(path_style: PathStyle) -> ServiceRules<'static> {
    ServiceRules { path_style, ..ServiceRules::new("svc", Regions::OneOf(&["r-1"])) }
}

fn path_styles() -> impl Strategy<Value = PathStyle> {
    prop_oneof![Just(PathStyle::Normalized), Just(PathStyle::AsSent)]
}

/// Well-formed requests with odd contents. No parameter or header is one that signing adds.
fn requests() -> impl Strategy<Value = Request> {
    let text = || "([ -~]|\u{1234}|\u{e9}){0,12}";
    let encoded = || "([!-$'-~]|%[0-9a-fA-F]{2}|\u{1234}){0,8}".prop_filter("a stray %", |text| well_formed(text));
    let query = vec((encoded(), encoded()), 0..5)
        .prop_map(|pairs| pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"));
    let path = "/([a-z./~ ]|%[0-9a-f]{2}){0,12}";
    let headers = vec(("my-[a-c]", text()), 0..5);
    ("GET|POST|PUT", path, query, headers, text()).prop_map(|(method, path, query, mut headers, body)| {
        headers.push(("host".to_owned(), "h:1".to_owned()));
        Request { method, path, query, headers, body }
    })
}

fn well_formed(text: &str) -> bool {
    text.split('%').skip(1).all(|after| after.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2)
}

#[derive(Debug, Clone, Copy)]
enum How {
    Header,
    Presigned,
}

fn sign(request: &Request, how: How, path_style: PathStyle, token: Option<&str>, now: Time) -> Request {
    let secret = secret("s3cr3t");
    let credentials = Credentials { access_key_id: "AKIA1", secret: &secret, session_token: token };
    let signer = Signer { credentials, region: "r-1", service: "svc", path_style, send_payload_hash: false };
    let payload = PayloadHash::of(request.body.as_bytes());
    let mut signed = request.clone();
    match how {
        How::Header => {
            let added = signer.headers(&request.parts(), payload, now);
            signed.headers.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
        }
        How::Presigned => signed.query = signer.presigned_query(&request.parts(), payload, now, 60),
    }
    signed
}

fn hows() -> impl Strategy<Value = How> {
    prop_oneof![Just(How::Header), Just(How::Presigned)]
}

fn times() -> impl Strategy<Value = Time> {
    (0i64..4_000_000_000).prop_map(Time::from_epoch)
}

fn edit_header(request: &Request, name: &str, edit: impl Fn(&mut String)) -> Request {
    let mut edited = request.clone();
    edited.headers.iter_mut().filter(|(own, _)| own == name).for_each(|(_, value)| edit(value));
    edited
}

/// Every request that differs from a signed one in one respect that the signature covers.
fn changes(signed: &Request, how: How) -> Vec<(&'static str, Request)> {
    let also = |name: &str, value: &str| {
        let mut changed = signed.clone();
        changed.headers.push((name.to_owned(), value.to_owned()));
        changed
    };
    let mut all = vec![
        ("method", Request { method: "PATCH".into(), ..signed.clone() }),
        ("path", Request { path: format!("{}/x", signed.path), ..signed.clone() }),
        ("added parameter", Request { query: format!("{}&x=1", signed.query), ..signed.clone() }),
        ("body", Request { body: format!("{}x", signed.body), ..signed.clone() }),
        ("host", edit_header(signed, "host", |host| host.push('2'))),
        ("second host", also("host", "h:1")),
    ];
    for (index, (name, _)) in signed.headers.iter().enumerate().filter(|(_, (name, _))| name.starts_with("my-")) {
        let mut removed = signed.clone();
        removed.headers.remove(index);
        all.push(("removed header", removed));
        all.push(("header", edit_header(signed, name, |value| value.push('x'))));
        all.push(("repeated header", also(name, "")));
    }
    match how {
        How::Header => {
            all.push(("date", edit_header(signed, "x-amz-date", |date| *date = next_second(date))));
            all.push(("signature", edit_header(signed, "authorization", flip_last)));
            all.push(("token", edit_header(signed, "x-amz-security-token", |token| token.push('x'))));
        }
        How::Presigned => {
            let mut flipped = signed.query.clone();
            flip_last(&mut flipped);
            all.push(("signature", Request { query: flipped, ..signed.clone() }));
            all.push((
                "expires",
                Request { query: signed.query.replace("Expires=60", "Expires=61"), ..signed.clone() },
            ));
            all.push(("token", Request { query: signed.query.replace("Token=t%2B", "Token=u%2B"), ..signed.clone() }));
        }
    }
    all
}

fn flip_last(text: &mut String) {
    let last = if text.pop() == Some('0') { '1' } else { '0' };
    text.push(last);
}

fn next_second(date: &str) -> String {
    Time::parse_amz_basic(date).unwrap().plus(if date.ends_with("59Z") { -1 } else { 1 }).amz_basic()
}

fn all_lines(request: &Request) -> (&str, &str, &str, &str, &Lines) {
    (&request.method, &request.path, &request.query, &request.body, &request.headers)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn signed_requests_verify(request in requests(), how in hows(), style in path_styles(), now in times(), late in -900i64..=900) {
        for token in [None, Some("t+/=")] {
            let signed = sign(&request, how, style, token, now);
            prop_assert_eq!(signed.verify(now.plus(late), &rules(style), &secret("s3cr3t")), Ok(()));
        }
    }

    #[test]
    fn any_change_is_noticed(request in requests(), how in hows(), style in path_styles(), now in times()) {
        let signed = sign(&request, how, style, Some("t+/="), now);
        for (what, changed) in changes(&signed, how) {
            if all_lines(&changed) == all_lines(&signed) {
                continue;
            }
            let verified = changed.verify(now, &rules(style), &secret("s3cr3t"));
            prop_assert!(matches!(verified, Err(SignatureError::Mismatch { .. })), "{} in {:?}: {:?}", what, changed, verified);
        }
        let verified = signed.verify(now, &rules(style), &secret("s3cr3u"));
        prop_assert!(matches!(verified, Err(SignatureError::Mismatch { .. })), "secret: {verified:?}");
    }

    #[test]
    fn no_header_or_query_panics(authorization in ".{0,60}", parameters in ".{0,60}", query in ".{0,60}", path in ".{0,20}", date in ".{0,20}", presigned in any::<bool>()) {
        let mut headers = vec![("host".to_owned(), "h".to_owned()), ("x-amz-date".to_owned(), date.clone())];
        let mut query = query;
        if presigned {
            query = format!("{query}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}&X-Amz-Credential={parameters}&X-Amz-SignedHeaders=host&X-Amz-Signature=x");
        } else {
            headers.push(("authorization".to_owned(), format!("AWS4-HMAC-SHA256 {parameters}")));
            headers.push(("authorization".to_owned(), authorization));
        }
        let request = Request { method: "GET".into(), path, query, headers, body: String::new() };
        prop_assert!(request.verify(Time::from_epoch(0), &rules(PathStyle::Normalized), &secret("s")).is_err());
    }
}
