//! What the tests of this crate share.

use rolecall_model::{SecretKey, Time};
use rolecall_sigv4::{CheckedClaim, Claim, Payload, RequestParts, ServiceRules, SignatureError, SigningKey};

pub(crate) type Lines = Vec<(String, String)>;

/// A request that owns its parts.
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Lines,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn parts(&self) -> RequestParts<'_> {
        RequestParts {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            authority: None,
            headers: &self.headers,
        }
    }

    pub(crate) fn check<'a>(
        &'a self,
        now: Time,
        rules: &'a ServiceRules<'a>,
    ) -> Result<CheckedClaim<'a>, SignatureError> {
        Claim::read(&self.parts())?.check(now, rules)
    }

    pub(crate) fn verify(&self, now: Time, rules: &ServiceRules<'_>, secret: &SecretKey) -> Result<(), SignatureError> {
        verify(&self.parts(), self.body.as_bytes(), now, rules, secret)
    }
}

/// Reads, checks and verifies, with a key derived from this secret for the scope that the request names.
pub(crate) fn verify(
    parts: &RequestParts<'_>,
    body: &[u8],
    now: Time,
    rules: &ServiceRules<'_>,
    secret: &SecretKey,
) -> Result<(), SignatureError> {
    let claim = Claim::read(parts)?.check(now, rules)?;
    let key = SigningKey::derive(secret, &claim.scope());
    claim.verify(Payload::Bytes(body), key).map(|_| ())
}

pub(crate) fn secret(text: &str) -> SecretKey {
    SecretKey::new(text.to_owned())
}

pub(crate) fn time(text: &str) -> Time {
    Time::parse_amz_basic(text).unwrap()
}

pub(crate) fn lines(lines: &[(&str, &str)]) -> Lines {
    lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
