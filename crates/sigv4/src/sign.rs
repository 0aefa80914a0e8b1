//! Signing requests of our own, in the header form and as presigned URLs.

use rolecall_model::{SecretKey, Time};

use crate::canonical::{Canonical, SECURITY_TOKEN};
use crate::key::SigningKey;
use crate::payload::PayloadHash;
use crate::query::Signature;
use crate::request::{Headers, RequestParts};
use crate::scope::Scope;
use crate::stamp::Stamp;
use crate::{ALGORITHM, PathStyle, TERMINATOR, encode, query};

/// Headers that proxies or the HTTP library may change or set on the way.
const UNSIGNED_HEADERS: [&str; 6] =
    ["authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"];

/// Date, token, payload and authorization.
const MOST_ADDED: usize = 4;

/// Room for the names of the headers of nearly every request.
const USUAL_NAMES: usize = 24;

/// What a request is signed with.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    /// The access key id.
    pub access_key_id: &'a str,
    /// The secret access key.
    pub secret: &'a SecretKey,
    /// The session token of temporary credentials.
    pub session_token: Option<&'a str>,
}

/// Signs requests to one service in one region.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    /// What to sign with.
    pub credentials: Credentials<'a>,
    /// The region of the endpoint.
    pub region: &'a str,
    /// The name of the service in the scope.
    pub service: &'a str,
    /// How the service makes a path canonical.
    pub path_style: PathStyle,
    /// Whether to send `x-amz-content-sha256` with the header form; S3 demands it.
    pub send_payload_hash: bool,
}

impl Signer<'_> {
    /// The headers to add to a request, lower-case names, so that it is signed. Its own headers must hold `host`, and
    /// none of those that are added: `x-amz-date`, `x-amz-security-token`, `x-amz-content-sha256`, `authorization`.
    pub fn headers(&self, parts: &RequestParts<'_>, payload: PayloadHash, now: Time) -> Vec<(&'static str, String)> {
        self.headers_by(parts, payload, now, |scope| SigningKey::derive(self.credentials.secret, scope))
    }

    /// The same with a signing key that is kept: `key` gives that of this signer's secret for a scope.
    pub fn headers_by(
        &self,
        parts: &RequestParts<'_>,
        payload: PayloadHash,
        now: Time,
        key: impl FnOnce(&Scope<'_>) -> SigningKey,
    ) -> Vec<(&'static str, String)> {
        let stamp = Stamp::of(now);
        let mut added = Vec::with_capacity(MOST_ADDED);
        if let Some(token) = self.credentials.session_token {
            added.push((SECURITY_TOKEN, token.to_owned()));
        }
        if self.send_payload_hash {
            added.push(("x-amz-content-sha256", payload.text()));
        }
        let signing = Signing {
            algorithm: ALGORITHM,
            key_id: self.credentials.access_key_id,
            path_style: self.path_style,
            scope: self.scope(&stamp),
        };
        let key = key(&signing.scope);
        signing.headers(parts, added, payload, &stamp, |text| key.sign(text))
    }

    /// The query of a presigned URL: that of the request, and the authentication data after it. Whoever sends it must
    /// send the headers of `parts` too, `host` among them. `expires` is in seconds, 1 to 604800.
    pub fn presigned_query(&self, parts: &RequestParts<'_>, payload: PayloadHash, now: Time, expires: u32) -> String {
        let stamp = Stamp::of(now);
        let names = names_to_sign(parts);
        let mut text = parts.query.as_bytes().to_vec();
        push_parameter(&mut text, query::ALGORITHM, ALGORITHM);
        push_parameter(&mut text, query::CREDENTIAL, &credential(self.credentials.access_key_id, &self.scope(&stamp)));
        push_parameter(&mut text, query::DATE, stamp.text());
        push_parameter(&mut text, query::EXPIRES, &expires.to_string());
        push_parameter(&mut text, query::SIGNED_HEADERS, &names);
        if let Some(token) = self.credentials.session_token {
            push_parameter(&mut text, query::SECURITY_TOKEN, token);
        }
        let mut text = String::from_utf8_lossy(&text).into_owned();
        let parts = RequestParts { query: &text, ..*parts };
        let signature = self.presigned_signature(&parts, &names, payload, &stamp);
        text.push_str("&X-Amz-Signature=");
        text.push_str(&signature);
        text
    }

    fn scope<'s>(&'s self, stamp: &'s Stamp<'_>) -> Scope<'s> {
        Scope { date: stamp.date(), region: self.region, service: self.service }
    }

    fn presigned_signature(
        &self,
        parts: &RequestParts<'_>,
        signed_headers: &str,
        payload: PayloadHash,
        stamp: &Stamp<'_>,
    ) -> String {
        let (path_style, timestamp, scope) = (self.path_style, stamp.text(), self.scope(stamp));
        let signature = Signature::LeftOut;
        let canonical = Canonical { parts, path_style, signature, signed_headers, payload, timestamp, scope };
        SigningKey::derive(self.credentials.secret, &scope).sign(&canonical.string_to_sign())
    }
}

/// What the header form says of a signature.
pub(crate) struct Signing<'a> {
    pub(crate) algorithm: &'a str,
    pub(crate) key_id: &'a str,
    pub(crate) path_style: PathStyle,
    pub(crate) scope: Scope<'a>,
}

impl Signing<'_> {
    /// The headers to add to a request: its date, those that are `added` anyway, and the authorization, whose signature `sign`
    /// makes of the string to sign.
    pub(crate) fn headers(
        &self,
        parts: &RequestParts<'_>,
        mut added: Vec<(&'static str, String)>,
        payload: PayloadHash,
        stamp: &Stamp<'_>,
        sign: impl FnOnce(&[u8]) -> String,
    ) -> Vec<(&'static str, String)> {
        let Self { algorithm, key_id, path_style, scope } = *self;
        added.insert(0, ("x-amz-date", stamp.text().to_owned()));
        let headers = With { headers: parts.headers, added: &added };
        let parts = &RequestParts { headers: &headers, ..*parts };
        let names = names_to_sign(parts);
        let (timestamp, signature) = (stamp.text(), Signature::Kept);
        let canonical = Canonical { parts, path_style, signature, signed_headers: &names, payload, timestamp, scope };
        let signature = sign(&canonical.string_to_sign_under(algorithm));
        let credential = credential(key_id, &scope);
        let said = [algorithm, " Credential=", &credential, ", SignedHeaders=", &names, ", Signature=", &signature];
        let authorization = said.concat();
        added.push(("authorization", authorization));
        added
    }
}

fn credential(key_id: &str, scope: &Scope<'_>) -> String {
    [key_id, scope.date, scope.region, scope.service, TERMINATOR].join("/")
}

/// The headers of a request and those that signing adds.
struct With<'a> {
    headers: &'a dyn Headers,
    added: &'a Vec<(&'static str, String)>,
}

impl Headers for With<'_> {
    fn each_value<'a>(&'a self, name: &str, see: &mut dyn FnMut(&'a [u8])) {
        self.headers.each_value(name, see);
        self.added.each_value(name, see);
    }

    fn each<'a>(&'a self, see: &mut dyn FnMut(&'a str, &'a [u8])) {
        self.headers.each(see);
        self.added.each(see);
    }
}

/// Every header but those that may change on the way; `host` always.
fn names_to_sign(parts: &RequestParts<'_>) -> String {
    let mut names = Vec::with_capacity(USUAL_NAMES);
    names.push("host");
    parts.headers.each(&mut |name, _| {
        if !UNSIGNED_HEADERS.contains(&name) {
            names.push(name);
        }
    });
    names.sort_unstable();
    names.dedup();
    names.join(";")
}

fn push_parameter(out: &mut Vec<u8>, name: &str, value: &str) {
    if !out.is_empty() {
        out.push(b'&');
    }
    out.extend_from_slice(name.as_bytes());
    out.push(b'=');
    encode::push_all(out, value.as_bytes());
}
