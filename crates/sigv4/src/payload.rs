//! The body of a request as its signature sees it.

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};

/// What the header and the canonical request say when the body is not covered by the signature.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// The body of a request to verify.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Payload<'a> {
    /// The whole body as it came, before any decoding.
    Bytes(&'a [u8]),
}

/// The last line of a canonical request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PayloadHash {
    /// The lower-case hexadecimal SHA-256 of the body.
    Sha256([u8; 64]),
    /// The body is not covered by the signature; only services that say so accept it.
    Unsigned,
}

impl PayloadHash {
    /// The hash of a whole body.
    pub fn of(body: &[u8]) -> Self {
        Self::Sha256(hex(digest(&SHA256, body).as_ref()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(hex) => hex,
            Self::Unsigned => UNSIGNED.as_bytes(),
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
