//! Requests in the Query protocol, signed as clients sign them.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rolecall_model::{SecretKey, Time};
use rolecall_sigv4::{Credentials, PathStyle, PayloadHash, RequestParts, Signer};

use crate::machine;

const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";
/// The host in every request, whatever way it goes.
pub(super) const HOST: &str = "localhost";

/// An access key.
pub(crate) struct Identity {
    pub(crate) id: String,
    pub(crate) secret: SecretKey,
    /// The session token of a temporary one.
    pub(crate) token: Option<String>,
}

impl Identity {
    /// A signer for a service.
    pub(crate) fn signer<'a>(&'a self, service: &'a str) -> Signer<'a> {
        let is_s3 = service == "s3";
        Signer {
            credentials: Credentials {
                access_key_id: &self.id,
                secret: &self.secret,
                session_token: self.token.as_deref(),
            },
            region: "us-east-1",
            service,
            path_style: if is_s3 { PathStyle::AsSent } else { PathStyle::Normalized },
            send_payload_hash: is_s3,
        }
    }
}

/// What the requests of a load ask.
#[derive(Clone)]
pub(crate) enum Bodies {
    /// All the same.
    Same(String),
    /// One for each number from `next` up to, but without, `end`; all connections count together.
    Numbered { body: fn(u64) -> String, next: Arc<AtomicU64>, end: u64 },
}

impl Bodies {
    /// One for each number in the range.
    pub(crate) fn numbered(range: std::ops::Range<u64>, body: fn(u64) -> String) -> Self {
        Self::Numbered { body, next: Arc::new(AtomicU64::new(range.start)), end: range.end }
    }
}

/// The requests of one connection. Those that are all the same are signed anew each second, others each.
pub(crate) struct Requests {
    identity: Arc<Identity>,
    service: &'static str,
    bodies: Bodies,
    signed: Option<Time>,
    bytes: Vec<u8>,
}

impl Requests {
    pub(crate) fn new(identity: Arc<Identity>, service: &'static str, bodies: Bodies) -> Self {
        Self { identity, service, bodies, signed: None, bytes: Vec::new() }
    }

    /// The next request, head and body; `None` if there is nothing left to ask.
    pub(crate) fn next(&mut self) -> Option<&[u8]> {
        let now = machine::now();
        match &self.bodies {
            Bodies::Same(_) if self.signed == Some(now) => {}
            Bodies::Same(body) => self.bytes = self.signed(body, now),
            Bodies::Numbered { body, next, end } => {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= *end {
                    return None;
                }
                self.bytes = self.signed(&body(number), now);
            }
        }
        self.signed = Some(now);
        Some(&self.bytes)
    }

    fn signed(&self, body: &str, now: Time) -> Vec<u8> {
        let headers = vec![("content-type", CONTENT_TYPE), ("host", HOST)];
        let parts = RequestParts { method: "POST", path: "/", query: "", authority: None, headers: &headers };
        let added = self.identity.signer(self.service).headers(&parts, PayloadHash::of(body.as_bytes()), now);
        let mut request = format!(
            "POST / HTTP/1.1\r\nhost: {HOST}\r\naccept-encoding: identity\r\nuser-agent: rolecall-bench\r\n\
             content-type: {CONTENT_TYPE}\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in added {
            request.extend([name, ": ", &value, "\r\n"]);
        }
        request.extend(["\r\n", body]);
        request.into_bytes()
    }
}

/// The body of a call in the Query protocol.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (name, value) in fields {
        body.extend([if body.is_empty() { "" } else { "&" }, name, "="]);
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                body.push(char::from(byte));
            } else {
                let _ = write!(body, "%{byte:02X}");
            }
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded() {
        assert_eq!(form(&[("Action", "A"), ("D", "{\"a b\": 1}")]), "Action=A&D=%7B%22a%20b%22%3A%201%7D");
    }

    #[test]
    fn numbered_requests_come_to_an_end() {
        let identity =
            Arc::new(Identity { id: "AKIA".to_owned(), secret: SecretKey::new("s".to_owned()), token: None });
        let bodies = Bodies::numbered(3..5, |number| number.to_string());
        let mut requests = Requests::new(identity, "iam", bodies);
        for expected in ["\r\n\r\n3", "\r\n\r\n4"] {
            assert!(requests.next().unwrap().ends_with(expected.as_bytes()));
        }
        assert!(requests.next().is_none());
    }
}
