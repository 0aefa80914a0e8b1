//! Requests for something that is not kept here, refused before they could be answered as if it were.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use rolecall_gateway::Fault;

/// Headers that ask for what the library would silently leave undone.
const PREFIXES: [&str; 9] = [
    "x-amz-bucket-object-lock",
    "x-amz-bypass-governance",
    "x-amz-copy-source-server-side-encryption",
    "x-amz-grant-",
    "x-amz-if-match-",
    "x-amz-object-lock-",
    "x-amz-server-side-encryption",
    "x-amz-tagging",
    "x-amz-write-offset",
];

/// The lists that say the same as having none.
const PLAIN_ACLS: [&[u8]; 2] = [b"private", b"bucket-owner-full-control"];

/// The refusal of a request with such a header.
pub(crate) fn by_headers<B>(request: &Request<B>) -> Option<Response<UnsyncBoxBody<Bytes, Fault>>> {
    let asked = request.headers().iter().find(|(name, value)| {
        let name = name.as_str();
        PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            || (name == "x-amz-acl" && !PLAIN_ACLS.contains(&value.as_bytes()))
    })?;
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NotImplemented</Code><Message>A header you provided implies functionality that is not implemented.</Message><Header>{}</Header></Error>",
        asked.0
    );
    let mut response = Response::new(Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed_unsync());
    *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    Some(response)
}
