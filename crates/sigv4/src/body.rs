//! What a verified signature says about a body that is still to come.

use crate::chunked::Chunked;
use crate::error::SignatureError;
use crate::payload::{Payload, PayloadHash};
use crate::verify::Verified;
use crate::{CheckedClaim, Form};

const CONTENT_SHA256: &str = "x-amz-content-sha256";

/// What a verified signature says about the body.
pub enum SignedBody {
    /// The body was there, and its hash is what was signed.
    Whole,
    /// The SHA-256 of the bytes on the wire must be this.
    Sha256([u8; 32]),
    /// The body is not covered by the signature.
    Unsigned,
    /// The body is `aws-chunked`, and must go through a decoder.
    Chunked(Chunked),
}

impl Verified<'_> {
    /// What the signature says about the body.
    ///
    /// # Errors
    /// [`SignatureError::DecodedLength`] for an `aws-chunked` body whose length nobody says.
    pub fn body(&self) -> Result<SignedBody, SignatureError> {
        Ok(match (self.whole, self.payload.digest()) {
            (true, _) => SignedBody::Whole,
            (false, Some(digest)) => SignedBody::Sha256(digest),
            (false, None) if self.payload == PayloadHash::Unsigned => SignedBody::Unsigned,
            (false, None) => SignedBody::Chunked(Chunked::of(self)?),
        })
    }
}

impl CheckedClaim<'_> {
    /// The hash that must have been signed, and whether `x-amz-content-sha256` agrees with it.
    pub(crate) fn payload_hash(&self, payload: Payload<'_>) -> Result<(PayloadHash, bool), SignatureError> {
        let mut said = Vec::new();
        self.facts.parts.headers.each_value(CONTENT_SHA256, &mut |value| said.push(value.trim_ascii()));
        let unsaid_is_unsigned = said.is_empty() && self.facts.form == Form::Presigned && self.rules.unsigned_payload;
        let hash = match payload {
            _ if unsaid_is_unsigned => PayloadHash::Unsigned,
            Payload::Declared => self.declared(said.first().copied())?,
            Payload::Bytes(_) if self.rules.unsigned_payload && said == [PayloadHash::Unsigned.as_bytes()] => {
                PayloadHash::Unsigned
            }
            Payload::Bytes(body) => PayloadHash::of(body),
        };
        let truthful = said.iter().all(|value| *value == hash.as_bytes());
        Ok((hash, truthful))
    }

    fn declared(&self, said: Option<&[u8]>) -> Result<PayloadHash, SignatureError> {
        let said = said.ok_or(SignatureError::PayloadHashMissing)?;
        match PayloadHash::parse(said) {
            Some(PayloadHash::Unsigned) if !self.rules.unsigned_payload => Err(SignatureError::PayloadHash),
            Some(hash @ (PayloadHash::Sha256(_) | PayloadHash::Unsigned)) => Ok(hash),
            Some(PayloadHash::UnsignedChunksAndTrailer) if !self.rules.unsigned_payload => {
                Err(SignatureError::PayloadHash)
            }
            Some(hash) if self.rules.chunked_payload => Ok(hash),
            _ => Err(SignatureError::PayloadHash),
        }
    }
}
