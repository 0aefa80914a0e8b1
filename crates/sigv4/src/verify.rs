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
    claim: CheckedClaim<'a>,
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
    /// [`SignatureError::Mismatch`]; also when `x-amz-content-sha256` does not tell the truth about the body.
    pub fn verify(&self, payload: Payload<'_>, key: &SigningKey) -> Result<Verified<'a>, SignatureError> {
        let (payload, truthful) = self.payload_hash(payload);
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
            return Ok(Verified { claim: self.clone() });
        }
        Err(SignatureError::Mismatch {
            canonical_request: canonical.masked_request(),
            string_to_sign: String::from_utf8_lossy(&string_to_sign).into_owned(),
        })
    }

    /// The hash that must have been signed, and whether `x-amz-content-sha256` agrees with it.
    fn payload_hash(&self, payload: Payload<'_>) -> (PayloadHash, bool) {
        let Payload::Bytes(body) = payload;
        let unsigned = PayloadHash::Unsigned;
        let mut said = Vec::new();
        self.facts.parts.headers.each_value("x-amz-content-sha256", &mut |value| said.push(value.trim_ascii()));
        let may_be_unsigned = self.rules.unsigned_payload
            && (said == [unsigned.as_bytes()] || (said.is_empty() && self.facts.form == Form::Presigned));
        let hash = if may_be_unsigned { unsigned } else { PayloadHash::of(body) };
        let truthful = said.iter().all(|value| *value == hash.as_bytes());
        (hash, truthful)
    }
}
