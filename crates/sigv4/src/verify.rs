//! The comparison of the signature that a request carries with the one it should.

use crate::canonical::Canonical;
use crate::claim::{CheckedClaim, Form};
use crate::error::SignatureError;
use crate::key::SigningKey;
use crate::payload::{Payload, PayloadHash};
use crate::query::Signature;

/// Proof that a request was signed with the key it claims; only [`CheckedClaim::verify`] makes one.
#[derive(Clone)]
pub struct Verified<'a> {
    pub(crate) claim: CheckedClaim<'a>,
    /// What was signed as the hash of the body.
    pub(crate) payload: PayloadHash,
    /// Whether the body was there to be hashed.
    pub(crate) whole: bool,
    /// Chunks are signed with it too.
    pub(crate) key: SigningKey,
}

impl<'a> Verified<'a> {
    /// What the request claimed and is now known to be true.
    pub fn claim(&self) -> &CheckedClaim<'a> {
        &self.claim
    }
}

impl<'a> CheckedClaim<'a> {
    /// Recomputes the signature with the key derived for this claim's access key and [`scope`](Self::scope).
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`]; also when `x-amz-content-sha256` does not tell the truth about a body that is there. Of a
    /// [declared](Payload::Declared) body, `x-amz-content-sha256` must be there and in a form that the service accepts.
    pub fn verify(self, payload: Payload<'_>, key: SigningKey) -> Result<Verified<'a>, SignatureError> {
        let whole = matches!(payload, Payload::Bytes(_));
        let (payload, truthful) = self.payload_hash(payload)?;
        let canonical = Canonical {
            parts: &self.facts.parts,
            path_style: self.rules.path_style,
            signature: match self.facts.form {
                Form::Header => Signature::Kept,
                Form::Presigned => Signature::LeftOut,
            },
            signed_headers: &self.facts.signed_headers,
            payload,
            timestamp: self.facts.stamp.text(),
            scope: self.scope(),
        };
        let string_to_sign = canonical.string_to_sign();
        if truthful && key.verify(&string_to_sign, &self.facts.signature) {
            return Ok(Verified { claim: self, payload, whole, key });
        }
        Err(SignatureError::Mismatch {
            canonical_request: canonical.masked_request(),
            string_to_sign: String::from_utf8_lossy(&string_to_sign).into_owned(),
        })
    }
}
