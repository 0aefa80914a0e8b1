//! Answers of the credentials endpoint: JSON in the order of ECS, errors with `code` and `message`.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;

use crate::issuer::{Issued, NotIssued};
use crate::json::compact;

/// Credentials, or why there are none.
pub(super) fn fetched(fetched: &Result<Arc<Issued>, NotIssued>) -> Response<Full<Bytes>> {
    match fetched {
        Ok(issued) => credentials(issued),
        Err(why) => {
            let (status, code) = match why {
                NotIssued::NoRole(_) => (StatusCode::NOT_FOUND, "RoleNotFound"),
                NotIssued::Refused { .. } => (StatusCode::FORBIDDEN, "AssumeRoleUnauthorizedAccess"),
                NotIssued::Unreachable(_) => (StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable"),
            };
            error(status, code, &why.to_string())
        }
    }
}

/// An error.
pub(super) fn error(status: StatusCode, code: &str, message: &str) -> Response<Full<Bytes>> {
    answer(status, compact(&[("code", code), ("message", message)]))
}

fn credentials(issued: &Issued) -> Response<Full<Bytes>> {
    answer(
        StatusCode::OK,
        compact(&[
            ("RoleArn", issued.role_arn.as_str()),
            ("AccessKeyId", issued.access_key_id.as_str()),
            ("SecretAccessKey", issued.secret_access_key.expose()),
            ("Token", issued.session_token.expose()),
            ("Expiration", &issued.expiration.iso8601()),
        ]),
    )
}

fn answer(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
