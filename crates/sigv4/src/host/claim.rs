//! What a request claims about the host that signed it.

use rolecall_model::Time;

use super::{HOST_ALGORITHM, HostPublicKey};
use crate::canonical::Canonical;
use crate::query::Signature;
use crate::{CheckedClaim, Claim, PayloadHash, RequestParts, Scope, ServiceRules, SignatureError};

/// A claim of a host that was found in a request, and nothing checked yet. Type by type apart from the claims that a shared
/// secret proves, so that neither can be verified as the other.
#[derive(Clone)]
pub struct HostClaim<'a>(Claim<'a>);

/// A host's claim within its time and scope, whose signature has still to be verified.
#[derive(Clone)]
pub struct CheckedHostClaim<'a>(CheckedClaim<'a>);

impl<'a> HostClaim<'a> {
    /// Whether the request says that a host signed it.
    pub fn is_in(parts: &RequestParts<'_>) -> bool {
        let rest = parts.headers.first("authorization").and_then(|value| value.strip_prefix(HOST_ALGORITHM.as_bytes()));
        rest.is_some_and(|rest| rest.first().is_none_or(|byte| *byte == b' '))
    }

    /// Finds and reads the authentication data of a request.
    ///
    /// # Errors
    /// As those of [`Claim::read`].
    pub fn read(parts: &RequestParts<'a>) -> Result<Self, SignatureError> {
        Claim::read_under(parts, HOST_ALGORITHM).map(Self)
    }

    /// Holds the claim against the clock and the rules of the service.
    ///
    /// # Errors
    /// As those of [`Claim::check`].
    pub fn check(self, now: Time, rules: &'a ServiceRules<'a>) -> Result<CheckedHostClaim<'a>, SignatureError> {
        self.0.check(now, rules).map(CheckedHostClaim)
    }
}

impl CheckedHostClaim<'_> {
    /// The id of the host, as any text that the client chose.
    pub fn host_id(&self) -> &str {
        self.0.access_key_id()
    }

    /// The scope, which the rules accept.
    pub fn scope(&self) -> Scope<'_> {
        self.0.scope()
    }

    /// The names of the signed headers: lower-case, ascending, each once.
    pub fn signed_headers(&self) -> impl Iterator<Item = &str> {
        self.0.signed_headers()
    }

    /// Verifies the signature over the request and its whole body.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`].
    pub fn verify(&self, body: &[u8], key: &HostPublicKey) -> Result<(), SignatureError> {
        let facts = &self.0.facts;
        let canonical = Canonical {
            parts: &facts.parts,
            path_style: self.0.rules.path_style,
            signature: Signature::Kept,
            signed_headers: &facts.signed_headers,
            payload: PayloadHash::of(body),
            timestamp: facts.stamp.text(),
            scope: self.scope(),
        };
        let string_to_sign = canonical.string_to_sign_under(HOST_ALGORITHM);
        if key.verify(&string_to_sign, &facts.signature) {
            return Ok(());
        }
        Err(SignatureError::Mismatch {
            canonical_request: canonical.masked_request(),
            string_to_sign: String::from_utf8_lossy(&string_to_sign).into_owned(),
        })
    }
}
