//! The body of a request as its signature sees it.

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};

/// What `x-amz-content-sha256` and the canonical request say when the body is not covered by the signature.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
/// The same for a body in chunks, each with a signature.
const SIGNED_CHUNKS: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
/// The same for a body in chunks and a trailer, each with a signature.
const SIGNED_CHUNKS_AND_TRAILER: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
/// The same for a body in chunks and a trailer, none with a signature.
const UNSIGNED_CHUNKS_AND_TRAILER: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/// The body of a request to verify.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Payload<'a> {
    /// The whole body as it came, before any decoding.
    Bytes(&'a [u8]),
    /// The body is still to come: what `x-amz-content-sha256` says about it is believed for the signature, and whoever reads the
    /// body must hold it against [`Verified::body`](crate::Verified::body) before it counts as accepted.
    Declared,
}

/// The last line of a canonical request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayloadHash {
    /// The lower-case hexadecimal SHA-256 of the body.
    Sha256([u8; 64]),
    /// The body is not covered by the signature; only services that say so accept it.
    Unsigned,
    /// `aws-chunked`: each chunk has a signature.
    SignedChunks,
    /// `aws-chunked`: each chunk has a signature, and so has the trailer.
    SignedChunksAndTrailer,
    /// `aws-chunked` with a trailer and without signatures.
    UnsignedChunksAndTrailer,
}

impl PayloadHash {
    /// The hash of a whole body.
    pub fn of(body: &[u8]) -> Self {
        Self::Sha256(hex(digest(&SHA256, body).as_ref()))
    }

    /// A hash that is known.
    pub fn of_digest(digest: &[u8; 32]) -> Self {
        Self::Sha256(hex(digest))
    }

    /// Reads a value of `x-amz-content-sha256`; hashes are accepted in lower case alone, as they are signed.
    pub fn parse(value: &[u8]) -> Option<Self> {
        let forms = [Self::Unsigned, Self::SignedChunks, Self::SignedChunksAndTrailer, Self::UnsignedChunksAndTrailer];
        if let Some(form) = forms.into_iter().find(|form| form.as_bytes() == value) {
            return Some(form);
        }
        let hash = Self::Sha256(value.try_into().ok()?);
        hash.digest().map(|_| hash)
    }

    /// The 32 bytes of a hash.
    pub fn digest(&self) -> Option<[u8; 32]> {
        let Self::Sha256(text) = self else { return None };
        let mut bytes = [0; 32];
        HEXLOWER.decode_mut(text, &mut bytes).ok()?;
        Some(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(hex) => hex,
            Self::Unsigned => UNSIGNED.as_bytes(),
            Self::SignedChunks => SIGNED_CHUNKS.as_bytes(),
            Self::SignedChunksAndTrailer => SIGNED_CHUNKS_AND_TRAILER.as_bytes(),
            Self::UnsignedChunksAndTrailer => UNSIGNED_CHUNKS_AND_TRAILER.as_bytes(),
        }
    }

    /// The text as the `x-amz-content-sha256` header carries it.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.as_bytes()).into_owned()
    }
}

/// 32 bytes as lower-case hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> [u8; 64] {
    let mut text = [b'0'; 64];
    if bytes.len() == 32 {
        HEXLOWER.encode_mut(bytes, &mut text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_header() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        for text in [empty, UNSIGNED, SIGNED_CHUNKS, SIGNED_CHUNKS_AND_TRAILER, UNSIGNED_CHUNKS_AND_TRAILER] {
            assert_eq!(PayloadHash::parse(text.as_bytes()).unwrap().text(), text);
        }
        for text in ["", "unsigned-payload", &empty.to_uppercase(), empty.get(1..).unwrap(), &empty.replace('e', "g")] {
            assert_eq!(PayloadHash::parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(PayloadHash::of(b"").digest().unwrap().get(..2), Some(&[0xe3, 0xb0][..]));
    }
}
