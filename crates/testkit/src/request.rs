//! A request before it is sent: made for one wire or by hand, and signed.

use std::fmt::Write;

use rolecall_model::Time;
use rolecall_service::{Protocol, Service};
use rolecall_sigv4::{PathStyle, PayloadHash, RequestParts, Signer};
use serde_json::Value;

use crate::{Credentials, REGION};

/// A request before it is sent. Every part can be changed before and after it is signed.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method, in upper case.
    pub method: String,
    /// The path and, after `?`, the query; both percent-encoded.
    pub target: String,
    /// The headers, names in lower case. [`TestServer::send`](crate::TestServer::send) adds `host` if it is missing.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.to_owned(), target: target.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// The same with a header more; the name in lower case.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with this body.
    #[must_use]
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// An operation in the Query protocol: `Action`, `Version` and these parameters as a form.
    pub fn query(service: Service, operation: &str, parameters: &[(&str, &str)]) -> Self {
        let all =
            [("Action", operation), ("Version", service.api_version())].into_iter().chain(parameters.iter().copied());
        let form: Vec<String> = all.map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
        Self::new("POST", "/")
            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
            .body(form.join("&"))
    }

    /// An operation in the JSON 1.1 protocol. Panics for a service that does not speak it.
    pub fn json(service: Service, operation: &str, input: &Value) -> Self {
        let Protocol::Json11 { target_prefix } = service.protocol() else {
            unreachable!("{} does not speak JSON 1.1", service.name())
        };
        Self::new("POST", "/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", &format!("{target_prefix}.{operation}"))
            .body(input.to_string())
    }

    /// The same, signed for `service` in [`REGION`] at this moment. `host` is the server's address, if no header says otherwise.
    #[must_use]
    pub fn signed(mut self, credentials: &Credentials, service: &str, host: &str, now: Time) -> Self {
        self.add_host(host);
        let signer = Signer {
            credentials: rolecall_sigv4::Credentials {
                access_key_id: &credentials.id,
                secret: &credentials.secret,
                session_token: credentials.session_token.as_deref(),
            },
            region: REGION,
            service,
            path_style: PathStyle::Normalized,
            send_payload_hash: false,
        };
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let parts = RequestParts { method: &self.method, path, query, authority: None, headers: &self.headers };
        let added = signer.headers(&parts, PayloadHash::of(&self.body), now);
        self.headers.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
        self
    }

    pub(crate) fn add_host(&mut self, host: &str) {
        if !self.headers.iter().any(|(name, _)| name == "host") {
            self.headers.push(("host".to_owned(), host.to_owned()));
        }
    }
}

/// Everything but unreserved characters escaped (RFC 3986, section 2.3).
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
    }
    out
}
