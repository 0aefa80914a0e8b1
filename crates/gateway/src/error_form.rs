//! Faults in the error form of the service that was asked.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use rolecall_model::json::push_string;

use crate::answer::{Answer, AnswerBody};
use crate::fault::Fault;

/// How a service writes its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorForm {
    /// XML with `Error` as its root.
    S3,
    /// JSON 1.0 (`application/x-amz-json-1.0`).
    Json10,
    /// JSON 1.1 (`application/x-amz-json-1.1`).
    Json11,
    /// JSON with the code in the header `x-amzn-errortype`.
    RestJson,
    /// XML with `ErrorResponse` as its root: the Query wire, and REST-XML of other services than S3.
    Xml,
}

/// What an error says about the request that it answers.
#[derive(Debug, Clone, Copy)]
pub struct ErrorPlace<'a> {
    /// How the service writes its errors.
    pub form: ErrorForm,
    /// The path that was asked for, still encoded.
    pub resource: &'a str,
    /// The request id.
    pub request_id: &'a str,
}

impl Fault {
    /// The fault as an answer.
    pub fn answer(&self, place: &ErrorPlace<'_>) -> Answer {
        let text = self.to_string();
        let (media_type, body) = match place.form {
            ErrorForm::S3 => ("application/xml", s3(self, &text, place)),
            ErrorForm::Json10 => ("application/x-amz-json-1.0", json(self, &text)),
            ErrorForm::Json11 => ("application/x-amz-json-1.1", json(self, &text)),
            ErrorForm::RestJson => ("application/json", json(self, &text)),
            ErrorForm::Xml => ("text/xml", xml(self, &text, place)),
        };
        let body = Full::new(Bytes::from(body)).map_err(|never| match never {}).boxed_unsync();
        let mut response = Response::new(AnswerBody::complete(body));
        *response.status_mut() = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        if place.form != ErrorForm::S3 {
            headers.insert("x-amzn-errortype", HeaderValue::from_static(self.code()));
        }
        // What is left of a body that was refused must not be read as the next request.
        if self.is_of_client() {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

fn s3(fault: &Fault, text: &str, place: &ErrorPlace<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
    for (name, value) in
        [("Code", fault.code()), ("Message", text), ("Resource", place.resource), ("RequestId", place.request_id)]
    {
        element(&mut out, name, value);
    }
    out.push_str("</Error>");
    out
}

fn xml(fault: &Fault, text: &str, place: &ErrorPlace<'_>) -> String {
    let mut out = String::from("<ErrorResponse><Error>");
    element(&mut out, "Type", if fault.is_of_client() { "Sender" } else { "Receiver" });
    element(&mut out, "Code", fault.code());
    element(&mut out, "Message", text);
    out.push_str("</Error>");
    element(&mut out, "RequestId", place.request_id);
    out.push_str("</ErrorResponse>");
    out
}

fn json(fault: &Fault, text: &str) -> String {
    let mut out = String::from("{\"__type\":");
    push_string(&mut out, fault.code());
    out.push_str(",\"message\":");
    push_string(&mut out, text);
    out.push('}');
    out
}

fn element(out: &mut String, name: &str, value: &str) {
    out.extend(["<", name, ">"]);
    for character in value.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // XML 1.0 has no way to write other control characters.
            control if control.is_control() && !matches!(control, '\t' | '\n' | '\r') => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out.extend(["</", name, ">"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn written(form: ErrorForm) -> (u16, String, String) {
        let place = ErrorPlace { form, resource: "/b/<k>", request_id: "r-1" };
        let answer = Fault::HashMismatch.answer(&place);
        let media_type = answer.headers().get("content-type").unwrap().to_str().unwrap().to_owned();
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, media_type, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn forms() {
        let message = Fault::HashMismatch.to_string();
        for (form, media_type, body) in [
            (
                ErrorForm::S3,
                "application/xml",
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>XAmzContentSHA256Mismatch</Code><Message>{message}</Message><Resource>/b/&lt;k&gt;</Resource><RequestId>r-1</RequestId></Error>"
                ),
            ),
            (
                ErrorForm::Json10,
                "application/x-amz-json-1.0",
                format!("{{\"__type\":\"XAmzContentSHA256Mismatch\",\"message\":\"{message}\"}}"),
            ),
            (
                ErrorForm::Xml,
                "text/xml",
                format!(
                    "<ErrorResponse><Error><Type>Sender</Type><Code>XAmzContentSHA256Mismatch</Code><Message>{message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
                ),
            ),
        ] {
            assert_eq!(written(form).await, (400, media_type.to_owned(), body));
        }
    }
}
