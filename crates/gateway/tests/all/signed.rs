//! Requests that a client has signed, and `aws-chunked` bodies.

use std::fmt::Write;

use ring::{digest, hmac};
use rolecall_model::{SecretKey, Time};
use rolecall_sigv4::{Credentials, PathStyle, PayloadHash, RequestParts, Signer};

pub(crate) const SECRET: &str = "client/Secret+Key0123456789abcdefghijklm";
const SCOPE: &str = "20260701/r-1/s3/aws4_request";
const STAMP: &str = "20260701T120000Z";

pub(crate) fn now() -> Time {
    Time::parse_amz_basic(STAMP).unwrap()
}

/// A signed request, as the bytes of its head.
pub(crate) struct Head {
    pub(crate) lines: Vec<(String, String)>,
    target: String,
    method: &'static str,
}

impl Head {
    /// Signs a head with these headers besides its host.
    pub(crate) fn signed(method: &'static str, target: &str, payload: PayloadHash, headers: &[(&str, &str)]) -> Self {
        let own = [("host", "gateway:1")].iter().chain(headers).map(|(name, value)| ((*name).into(), (*value).into()));
        let mut lines: Vec<(String, String)> = own.collect();
        let secret = SecretKey::new(SECRET.to_owned());
        let signer = Signer {
            credentials: Credentials { access_key_id: "CLIENTKEY", secret: &secret, session_token: Some("TOKEN") },
            region: "r-1",
            service: "s3",
            path_style: PathStyle::AsSent,
            send_payload_hash: true,
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parts = RequestParts { method, path, query, authority: None, headers: &lines };
        let added = signer.headers(&parts, payload, now());
        lines.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
        Self { lines, target: target.to_owned(), method }
    }

    /// The head and a body; the connection is to be closed after it.
    pub(crate) fn with(&self, body: &[u8]) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", self.method, self.target);
        if !self.lines.iter().any(|(name, _)| name == "content-length") {
            write!(text, "content-length: {}\r\n", body.len()).unwrap();
        }
        for (name, value) in &self.lines {
            write!(text, "{name}: {value}\r\n").unwrap();
        }
        [text.as_bytes(), b"\r\n", body].concat()
    }

    /// The signature in the head.
    fn seed(&self) -> &str {
        let (_, value) = self.lines.iter().find(|(name, _)| name == "authorization").unwrap();
        value.rsplit_once("Signature=").unwrap().1
    }

    /// A body in signed chunks of this size.
    pub(crate) fn signed_chunks(&self, data: &[u8], size: usize, trailer: Option<(&str, &str)>) -> Vec<u8> {
        let key = ["20260701", "r-1", "s3", "aws4_request"]
            .iter()
            .fold(format!("AWS4{SECRET}").into_bytes(), |key, part| mac(&key, part.as_bytes()));
        let mut previous = self.seed().to_owned();
        let mut body = Vec::new();
        for chunk in data.chunks(size).chain([&b""[..]]) {
            let text =
                format!("AWS4-HMAC-SHA256-PAYLOAD\n{STAMP}\n{SCOPE}\n{previous}\n{}\n{}", hash(b""), hash(chunk));
            previous = hex(&mac(&key, text.as_bytes()));
            body.extend(format!("{:x};chunk-signature={previous}\r\n", chunk.len()).bytes());
            body.extend(chunk);
            body.extend(if chunk.is_empty() { &b""[..] } else { b"\r\n" });
        }
        if let Some((name, value)) = trailer {
            let hashed = hash(format!("{name}:{value}\n").as_bytes());
            let text = format!("AWS4-HMAC-SHA256-TRAILER\n{STAMP}\n{SCOPE}\n{previous}\n{hashed}");
            let signature = hex(&mac(&key, text.as_bytes()));
            body.extend(format!("{name}:{value}\r\nx-amz-trailer-signature:{signature}\r\n").bytes());
        }
        body.extend(b"\r\n");
        body
    }
}

/// A body in chunks without signatures, and its trailer.
pub(crate) fn unsigned_chunks(data: &[u8], size: usize, trailer: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for chunk in data.chunks(size) {
        body.extend(format!("{:x}\r\n", chunk.len()).bytes());
        body.extend(chunk);
        body.extend(b"\r\n");
    }
    body.extend(format!("0\r\n{trailer}\r\n\r\n").bytes());
    body
}

fn mac(key: &[u8], data: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data).as_ref().to_vec()
}

fn hash(data: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, data).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
