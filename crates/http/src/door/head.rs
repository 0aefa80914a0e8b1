//! What the head of a request says, in the forms in which the rest needs it.

use std::borrow::Cow;

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Version, header};
use rolecall_gateway::HeaderLines;
use rolecall_sigv4::{RequestParts, split};

use crate::wire::percent::decode_form;

/// Names the operation on the JSON wire.
pub(super) static X_AMZ_TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// The parts that a signature covers.
pub(super) fn signed_parts<'a>(parts: &'a Parts, headers: &'a HeaderLines<'a>) -> RequestParts<'a> {
    let authority = parts.uri.authority().filter(|_| parts.version == Version::HTTP_2);
    RequestParts {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        authority: authority.map(http::uri::Authority::as_str),
        headers,
    }
}

/// The service in the credential scope, of whichever form of signature: `AKIA…/20260701/us-east-1/sts/aws4_request`.
pub(super) fn claimed_service(parts: &Parts) -> Option<Cow<'_, str>> {
    let authorization = parts.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    if let Some(Ok(authorization)) = authorization.map(str::from_utf8) {
        // Nearly all clients write the credential first.
        let credential = authorization
            .strip_prefix("AWS4-HMAC-SHA256 Credential=")
            .or_else(|| Some(authorization.split_once("Credential=")?.1))?;
        let end = credential.bytes().position(|byte| matches!(byte, b',' | b' '));
        let credential = credential.get(..end.unwrap_or(credential.len()))?;
        return split::all(credential, b'/').nth(3).map(Cow::Borrowed);
    }
    let query = parts.uri.query()?;
    let credential = query.split('&').find_map(|pair| pair.strip_prefix("X-Amz-Credential="))?;
    match decode_form(credential).ok()? {
        Cow::Borrowed(credential) => credential.split('/').nth(3).map(Cow::Borrowed),
        Cow::Owned(credential) => credential.split('/').nth(3).map(|service| Cow::Owned(service.to_owned())),
    }
}

/// Whether the client sends its body only when asked to.
pub(super) fn waits(parts: &Parts) -> bool {
    text(&parts.headers, header::EXPECT).is_some_and(|value| value.eq_ignore_ascii_case("100-continue"))
}

/// A header of visible ASCII characters.
pub(super) fn text(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The most bytes of a header whose value conditions can ask for: policies are matched against it.
const CONDITION_BYTES: usize = 2048;

/// Whether every header that conditions can ask for has a value that they can be given. A value that cannot be given must not
/// count as absent, because a Deny may depend on it.
pub(super) fn fits_conditions(headers: &HeaderMap) -> bool {
    let mut values = [header::USER_AGENT, header::REFERER].into_iter().flat_map(|name| headers.get_all(name));
    values.all(|value| value.len() <= CONDITION_BYTES && value.to_str().is_ok())
}

/// Whether the body is of this media type, whatever its parameters.
pub(super) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    text(headers, header::CONTENT_TYPE)
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case(media_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_found_in_both_forms() {
        for (uri, authorization, service) in [
            (
                "/",
                "AWS4-HMAC-SHA256 Credential=AKIA/20260701/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0",
                Some("sts"),
            ),
            (
                "/",
                "AWS4-HMAC-SHA256 SignedHeaders=host,Credential=AKIA/20260701/us-east-1/iam/aws4_request,Signature=0",
                Some("iam"),
            ),
            ("/", "AWS4-HMAC-SHA256 Credential=AKIA", None),
            ("/", "Bearer x", None),
            ("/?Action=A&X-Amz-Credential=AKIA%2F20260701%2Fus-east-1%2Fsts%2Faws4_request", "", Some("sts")),
            ("/?X-Amz-Credential=AKIA/20260701/us-east-1/sts/aws4_request&X=1", "", Some("sts")),
            ("/?X-Amz-Credential=%zz", "", None),
            ("/?Action=A", "", None),
            ("/", "", None),
        ] {
            let mut request = http::Request::builder().uri(uri);
            if !authorization.is_empty() {
                request = request.header("authorization", authorization);
            }
            let (parts, ()) = request.body(()).unwrap().into_parts();
            assert_eq!(claimed_service(&parts).as_deref(), service, "{uri} {authorization}");
        }
    }

    #[test]
    fn media_types_are_compared_without_their_parameters() {
        for (value, expected) in [
            ("application/x-www-form-urlencoded", true),
            ("Application/X-WWW-Form-Urlencoded ; charset=utf-8", true),
            ("application/x-www-form-urlencodedx", false),
            ("text/plain; application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]);
            assert_eq!(is_of_type(&headers, "application/x-www-form-urlencoded"), expected, "{value}");
        }
        assert!(!is_of_type(&HeaderMap::new(), "application/x-www-form-urlencoded"));
    }

    #[test]
    fn headers_that_conditions_cannot_be_given_are_seen() {
        for (value, expected) in [
            ("aws-cli/2".as_bytes().to_vec(), true),
            (vec![b'a'; 2048], true),
            (vec![b'a'; 2049], false),
            (vec![0xe9], false),
        ] {
            let value = HeaderValue::from_bytes(&value).unwrap();
            for name in [header::USER_AGENT, header::REFERER] {
                assert_eq!(fits_conditions(&HeaderMap::from_iter([(name, value.clone())])), expected, "{value:?}");
            }
        }
        assert!(fits_conditions(&HeaderMap::new()));
    }

    #[test]
    fn the_authority_of_http_2_is_handed_over() {
        for (version, expected) in [(Version::HTTP_2, Some("h:1")), (Version::HTTP_11, None)] {
            let request = http::Request::builder().version(version).uri("http://h:1/p?a=b").body(()).unwrap();
            let (parts, ()) = request.into_parts();
            let lines = HeaderLines::of(&parts.headers);
            let signed = signed_parts(&parts, &lines);
            assert_eq!((signed.authority, signed.path, signed.query), (expected, "/p", "a=b"));
        }
    }
}
