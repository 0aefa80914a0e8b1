//! The code of an error that an upstream answered with, as far as it can be told without keeping the answer.

use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use crate::door::answer::Answer;
use crate::door::answer_body::AnswerBody;
use crate::door::head::text;

/// How much of an error is read: its code stands at the beginning.
const BEGINNING: usize = 1024;
/// The longest code of AWS's services has fewer characters.
const LONGEST_CODE: usize = 128;

/// The code of an error; its status in words where the service did not say one that can be read. `None` for a success.
pub(super) async fn told_by(answer: &mut Answer) -> Option<String> {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let (head, body) = (answer.headers().clone(), answer.body_mut());
    if let Some(code) = in_headers(&head) {
        return Some(code);
    }
    let beginning = match body {
        AnswerBody::Streamed(body) => body.peek(BEGINNING).await,
        AnswerBody::Whole(_) => bytes::Bytes::new(),
    };
    Some(in_body(&beginning).unwrap_or_else(|| in_words(status)))
}

/// The code of an error whose answer is here.
pub(super) fn code_of(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    in_headers(headers).or_else(|| in_body(body))
}

fn in_words(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("Error").to_owned()
}

/// As REST-JSON services say it: a code, before it a namespace or behind it where it is documented.
/// <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>
fn in_headers(headers: &HeaderMap) -> Option<String> {
    code(text(headers, "x-amzn-errortype")?).filter(|_| !headers.contains_key(header::CONTENT_ENCODING))
}

fn in_body(beginning: &[u8]) -> Option<String> {
    let beginning = String::from_utf8_lossy(beginning);
    match beginning.trim_start().chars().next()? {
        '<' => code(beginning.split_once("<Code>")?.1.split_once("</Code>")?.0),
        '{' => code(&serde_json::from_str::<Json>(&beginning).ok()?.kind),
        _ => None,
    }
}

/// An error of the JSON protocols, as far as it matters.
#[derive(Deserialize)]
struct Json {
    #[serde(rename = "__type", alias = "code")]
    kind: String,
}

/// The code alone, if it looks like one.
fn code(text: &str) -> Option<String> {
    let text = text.split(':').next().unwrap_or_default();
    let code = text.rsplit('#').next().unwrap_or_default().trim();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    ((1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(fits)).then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_bodies() {
        for (body, expected) in [
            ("<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code><Message>m</Message></Error>", Some("NoSuchKey")),
            (
                "<Response><Errors><Error><Code>InvalidAMIID.NotFound</Code></Error></Errors></Response>",
                Some("InvalidAMIID.NotFound"),
            ),
            (
                "<ErrorResponse><Error><Type>Sender</Type><Code>AWS.Queue</Code></Error></ErrorResponse>",
                Some("AWS.Queue"),
            ),
            (
                r#"{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "m"}"#,
                Some("ResourceNotFoundException"),
            ),
            (r#"{"__type": "ValidationException:http://x/", "message": "m"}"#, Some("ValidationException")),
            (r#"{"code": "NotFound"}"#, Some("NotFound")),
            ("<Error><Code>", None),
            ("<Error><Code>two words</Code></Error>", None),
            (r#"{"message": "m"}"#, None),
            ("", None),
            ("not found", None),
        ] {
            assert_eq!(in_body(body.as_bytes()).as_deref(), expected, "{body}");
        }
    }
}
