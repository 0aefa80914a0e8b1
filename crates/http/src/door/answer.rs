//! Answers as HTTP responses.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use rolecall_service::Fault;

use super::answer_body::AnswerBody;
use super::request_id::RequestId;
use crate::wire::envelope::{ErrorBody, Wire};

pub(super) const X_AMZN_REQUESTID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// A response.
pub type Answer = Response<AnswerBody>;

/// A response without request id.
pub(super) fn plain(status: StatusCode, content_type: Option<&'static str>, body: Bytes) -> Answer {
    let mut response = Response::new(AnswerBody::from(body));
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    response
}

/// An answer with a body of this media type.
pub(super) fn answer(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>, id: &RequestId) -> Answer {
    let mut response = empty(status, id);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    *response.body_mut() = AnswerBody::from(body.into());
    response
}

/// An answer without a body.
pub(super) fn empty(status: StatusCode, id: &RequestId) -> Answer {
    let mut response = Response::new(AnswerBody::from(Bytes::new()));
    *response.status_mut() = status;
    // Room for the headers of a browser's answer and of an error, besides those that hyper adds.
    *response.headers_mut() = HeaderMap::with_capacity(8);
    response.headers_mut().insert(X_AMZN_REQUESTID, id.to_header());
    response
}

/// An error in the service's wire; one without a code has no body.
pub(super) fn error(fault: &Fault, wire: Wire, id: &RequestId) -> Answer {
    let status = StatusCode::from_u16(fault.code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if fault.code.wire.is_empty() {
        return empty(status, id);
    }
    let (code, message) = (fault.code.wire, fault.message.as_ref());
    let body = ErrorBody { code, message, status: status.as_u16(), request_id: id.as_str() }.write(wire);
    let mut response = answer(status, wire.content_type(), body, id);
    if wire == Wire::Json11 {
        response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(code));
    }
    response
}
