//! The query string: its parameters, and its canonical form.

use std::borrow::Cow;

use crate::canonical::{MASK, Tokens};
use crate::encode;
use crate::error::SignatureError;

pub(crate) const ALGORITHM: &str = "X-Amz-Algorithm";
pub(crate) const CREDENTIAL: &str = "X-Amz-Credential";
pub(crate) const DATE: &str = "X-Amz-Date";
pub(crate) const EXPIRES: &str = "X-Amz-Expires";
pub(crate) const SECURITY_TOKEN: &str = "X-Amz-Security-Token";
pub(crate) const SIGNATURE: &str = "X-Amz-Signature";
pub(crate) const SIGNED_HEADERS: &str = "X-Amz-SignedHeaders";

/// Raw names and values in wire order. Empty pieces (`&&`) are no parameters; a name without `=` has an empty value.
pub(crate) fn pairs(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    raw.split('&').filter(|piece| !piece.is_empty()).map(|piece| piece.split_once('=').unwrap_or((piece, "")))
}

/// Refuses a query with a malformed escape in any name or value.
pub(crate) fn check(raw: &str) -> Result<(), SignatureError> {
    if !raw.contains('%') {
        return Ok(());
    }
    pairs(raw)
        .try_for_each(|(name, value)| encode::check_escapes(name).and_then(|()| encode::check_escapes(value)))
        .map_err(SignatureError::MalformedQuery)
}

/// Whether a raw name decodes to this one.
fn is(raw: &str, name: &str) -> bool {
    raw == name || (raw.contains('%') && encode::form_bytes(raw).eq(name.bytes()))
}

/// The decoded value of the first parameter of this name.
pub(crate) fn find<'a>(raw: &'a str, name: &str) -> Option<Cow<'a, str>> {
    pairs(raw).find(|(own, _)| is(own, name)).map(|(_, value)| encode::form_text(value))
}

/// Writes the canonical query: decoded, encoded again, sorted by encoded name and then by encoded value.
pub(crate) fn write(out: &mut Vec<u8>, raw: &str, signature: Signature, tokens: Tokens) {
    let mut encoded = Vec::with_capacity(raw.len());
    let mut ends = Vec::new();
    for (name, value) in pairs(raw) {
        if signature == Signature::LeftOut && is(name, SIGNATURE) {
            continue;
        }
        let start = encoded.len();
        encode::form_bytes(name).for_each(|byte| encode::push(&mut encoded, byte));
        let middle = encoded.len();
        if tokens == Tokens::Masked && is(name, SECURITY_TOKEN) {
            encoded.extend_from_slice(MASK);
        } else {
            encode::form_bytes(value).for_each(|byte| encode::push(&mut encoded, byte));
        }
        ends.push((start, middle, encoded.len()));
    }
    let piece = |from, to| encoded.get(from..to).unwrap_or_default();
    let mut parameters: Vec<(&[u8], &[u8])> =
        ends.into_iter().map(|(start, middle, end)| (piece(start, middle), piece(middle, end))).collect();
    parameters.sort_unstable();
    for (index, (name, value)) in parameters.into_iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        out.extend_from_slice(name);
        out.push(b'=');
        out.extend_from_slice(value);
    }
}

/// What becomes of `X-Amz-Signature` in the canonical query.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    /// The presigned form: the parameter holds the signature itself.
    LeftOut,
    /// The header form: a parameter of this name is like any other.
    Kept,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_forms() {
        for (raw, canonical) in [
            ("", ""),
            ("&&", ""),
            ("a", "a="),
            ("=v", "=v"),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1", "a=1&a=2"),
            ("a-b=1&a=2", "a=2&a-b=1"),
            ("a=b=c", "a=b%3Dc"),
            ("a+b=c%20d", "a%20b=c%20d"),
            ("%41=%7e%2f", "A=~%2F"),
            ("\u{1234}=1&Z=1", "%E1%88%B4=1&Z=1"),
            ("X-Amz-Signature=1&a=1&X-Amz%2DSignature=2", "a=1"),
        ] {
            let mut out = Vec::new();
            write(&mut out, raw, Signature::LeftOut, Tokens::Shown);
            assert_eq!(String::from_utf8(out).unwrap(), canonical, "{raw}");
        }
    }

    #[test]
    fn the_first_of_a_name_is_found() {
        assert_eq!(find("a=1&%62=x+y&b=2", "b").as_deref(), Some("x y"));
        assert_eq!(find("a=1", "b"), None);
    }
}
