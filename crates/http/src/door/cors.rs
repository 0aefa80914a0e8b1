//! Browsers: every origin may call, as at AWS, since no credential travels by itself; the signature does the judging.

use http::request::Parts;
use http::{HeaderValue, StatusCode, header};

use super::answer::{Answer, empty};
use super::request_id::RequestId;

/// For how many seconds a browser may remember the answer.
const MAX_AGE: HeaderValue = HeaderValue::from_static("172800");

/// The answer to an `OPTIONS` request: what it asks for is granted.
pub(super) fn preflight(parts: &Parts, id: &RequestId) -> Answer {
    let mut response = empty(StatusCode::OK, id);
    for (asked, granted) in [
        (header::ACCESS_CONTROL_REQUEST_METHOD, header::ACCESS_CONTROL_ALLOW_METHODS),
        (header::ACCESS_CONTROL_REQUEST_HEADERS, header::ACCESS_CONTROL_ALLOW_HEADERS),
    ] {
        if let Some(value) = parts.headers.get(asked) {
            response.headers_mut().insert(granted, value.clone());
        }
    }
    response.headers_mut().insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    open(response)
}

/// Lets scripts of every origin read the answer.
pub(super) fn open(mut response: Answer) -> Answer {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("x-amzn-RequestId,x-amzn-ErrorType,Date"),
    );
    response
}
