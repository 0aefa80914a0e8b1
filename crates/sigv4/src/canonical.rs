//! The canonical request and the string to sign.

use ring::digest::{SHA256, digest};

use crate::payload::{PayloadHash, hex};
use crate::query::Signature;
use crate::scope::Scope;
use crate::{ALGORITHM, PathStyle, RequestParts, query, signed_headers};

/// What stands for a session token in a text that is shown.
pub(crate) const MASK: &[u8] = b"***";

/// The header that carries a session token.
pub(crate) const SECURITY_TOKEN: &str = "x-amz-security-token";

/// Enough for nearly every request to be written without growing the buffer, and few enough bytes for an allocator's short way.
const USUAL_LENGTH: usize = 1000;

/// Whether session tokens are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tokens {
    /// For hashing.
    Shown,
    /// For an error message.
    Masked,
}

/// Everything that a signature covers.
pub(crate) struct Canonical<'c> {
    pub(crate) parts: &'c RequestParts<'c>,
    pub(crate) path_style: PathStyle,
    pub(crate) signature: Signature,
    /// In canonical form.
    pub(crate) signed_headers: &'c str,
    pub(crate) payload: PayloadHash,
    /// `20260701T120000Z`.
    pub(crate) timestamp: &'c str,
    pub(crate) scope: Scope<'c>,
}

impl Canonical<'_> {
    /// The canonical request, for a reader.
    pub(crate) fn masked_request(&self) -> String {
        let mut out = Vec::new();
        self.write_request(&mut out, Tokens::Masked);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// The string to sign.
    pub(crate) fn string_to_sign(&self) -> Vec<u8> {
        self.string_to_sign_under(ALGORITHM)
    }

    /// The string to sign under this algorithm.
    pub(crate) fn string_to_sign_under(&self, algorithm: &str) -> Vec<u8> {
        // One buffer for both texts: hashing one piece is faster than feeding the digest many small ones.
        let mut out = Vec::with_capacity(USUAL_LENGTH);
        self.write_request(&mut out, Tokens::Shown);
        let hash = hex(digest(&SHA256, &out).as_ref());
        out.clear();
        out.extend_from_slice(algorithm.as_bytes());
        out.push(b'\n');
        out.extend_from_slice(self.timestamp.as_bytes());
        out.push(b'\n');
        self.scope.write(&mut out);
        out.push(b'\n');
        out.extend_from_slice(&hash);
        out
    }

    fn write_request(&self, out: &mut Vec<u8>, tokens: Tokens) {
        out.extend_from_slice(self.parts.method.as_bytes());
        out.push(b'\n');
        self.path_style.write(out, self.parts.path);
        out.push(b'\n');
        if !self.parts.query.is_empty() {
            query::write(out, self.parts.query, self.signature, tokens);
        }
        out.push(b'\n');
        for name in signed_headers::names(self.signed_headers) {
            self.write_header(out, name, tokens);
        }
        out.push(b'\n');
        out.extend_from_slice(self.signed_headers.as_bytes());
        out.push(b'\n');
        out.extend_from_slice(self.payload.as_bytes());
    }

    /// One line with all values of the header, or none if the request does not have it: a header that was stripped
    /// must not look like one that was sent empty.
    fn write_header(&self, out: &mut Vec<u8>, name: &str, tokens: Tokens) {
        let mut separator = b':';
        self.parts.each_value(name, &mut |value| {
            if separator == b':' {
                out.extend_from_slice(name.as_bytes());
            }
            out.push(separator);
            separator = b',';
            if tokens == Tokens::Masked && name == SECURITY_TOKEN {
                out.extend_from_slice(MASK);
            } else {
                write_value(out, value);
            }
        });
        if separator == b',' {
            out.push(b'\n');
        }
    }
}

/// Writes a value without white space at its ends, and with every run of it inside as one space.
fn write_value(out: &mut Vec<u8>, value: &[u8]) {
    // Without an early exit, so that it is compiled to vector instructions: session tokens are long.
    let spaces = value.iter().fold(0, |spaces, byte| spaces | u8::from(*byte <= b' '));
    if spaces == 0 {
        return out.extend_from_slice(value);
    }
    let words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for (value, want) in [("", ""), ("  ", ""), (" a  b\tc\n d ", "a b c d"), ("\"a   b\"", "\"a b\""), ("a", "a")]
        {
            let mut out = Vec::new();
            write_value(&mut out, value.as_bytes());
            assert_eq!(String::from_utf8(out).unwrap(), want, "{value:?}");
        }
    }
}
