//! Faults in the error form of the service that was asked.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use rolecall_mapping::ErrorForm;
use rolecall_model::json::push_string;

use crate::answer::{Answer, AnswerBody};
use crate::fault::Fault;

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
        let mut response = place.answer(self.code(), self.status(), &self.to_string());
        // What is left of a body that was refused must not be read as the next request.
        if self.is_of_client() {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

impl ErrorPlace<'_> {
    /// An error with this code, status and message.
    pub fn answer(&self, code: &str, status: u16, message: &str) -> Answer {
        let (media_type, body) = match self.form {
            ErrorForm::S3 => ("application/xml", self.s3(code, message).into_bytes()),
            ErrorForm::Query => ("text/xml", self.query(code, status, message).into_bytes()),
            ErrorForm::Ec2 => ("text/xml", self.ec2(code, message).into_bytes()),
            ErrorForm::Json10 => ("application/x-amz-json-1.0", json(code, message).into_bytes()),
            ErrorForm::Json11 => ("application/x-amz-json-1.1", json(code, message).into_bytes()),
            ErrorForm::RestJson => ("application/json", json(code, message).into_bytes()),
            ErrorForm::Cbor => ("application/cbor", cbor(code, message)),
        };
        let body = Full::new(Bytes::from(body)).map_err(|never| match never {}).boxed_unsync();
        let mut response = Response::new(AnswerBody::complete(body));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        if self.form == ErrorForm::Cbor {
            headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
        }
        if let (true, Ok(code)) = (self.form != ErrorForm::S3, HeaderValue::from_str(code)) {
            headers.insert("x-amzn-errortype", code);
        }
        response
    }

    fn s3(&self, code: &str, message: &str) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
        let members =
            [("Code", code), ("Message", message), ("Resource", self.resource), ("RequestId", self.request_id)];
        for (name, value) in members {
            element(&mut out, name, value);
        }
        out.push_str("</Error>");
        out
    }

    fn query(&self, code: &str, status: u16, message: &str) -> String {
        let mut out = String::from("<ErrorResponse><Error>");
        element(&mut out, "Type", if status < 500 { "Sender" } else { "Receiver" });
        element(&mut out, "Code", code);
        element(&mut out, "Message", message);
        out.push_str("</Error>");
        element(&mut out, "RequestId", self.request_id);
        out.push_str("</ErrorResponse>");
        out
    }

    fn ec2(&self, code: &str, message: &str) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>");
        element(&mut out, "Code", code);
        element(&mut out, "Message", message);
        out.push_str("</Error></Errors>");
        element(&mut out, "RequestID", self.request_id);
        out.push_str("</Response>");
        out
    }
}

fn json(code: &str, message: &str) -> String {
    let mut out = String::from("{\"__type\":");
    push_string(&mut out, code);
    out.push_str(",\"message\":");
    push_string(&mut out, message);
    out.push('}');
    out
}

/// A map of two texts (RFC 8949, section 3.1).
fn cbor(code: &str, message: &str) -> Vec<u8> {
    const MAP_OF_TWO: u8 = 0xa2;
    const TEXT_WITH_LENGTH: u8 = 0x7a;
    let mut out = vec![MAP_OF_TWO];
    for text in ["__type", code, "message", message] {
        out.push(TEXT_WITH_LENGTH);
        out.extend(u32::try_from(text.len()).unwrap_or_default().to_be_bytes());
        out.extend(text.as_bytes());
    }
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
                ErrorForm::Query,
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
