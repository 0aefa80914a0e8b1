//! How long a body will be.

use http::{HeaderMap, header};

use crate::fault::Fault;

/// The length that the head says, or else the body itself if it knows. A request without a body has none to say.
pub(crate) fn declared(headers: &HeaderMap, is_empty: bool, exact: Option<u64>) -> Result<u64, Fault> {
    match headers.get(header::CONTENT_LENGTH) {
        Some(value) => value.to_str().ok().and_then(decimal).ok_or(Fault::LengthMissing),
        None if is_empty => Ok(0),
        None => exact.ok_or(Fault::LengthMissing),
    }
}

fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}
