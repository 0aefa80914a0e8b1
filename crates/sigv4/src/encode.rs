//! Percent-encoding as signatures need it: RFC 3986 section 2, upper-case digits, `A-Za-z0-9-_.~` left alone.

use std::borrow::Cow;

use crate::error::BadEscape;

/// Whether a byte is written as it is.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// Writes one byte, escaped if it has to be.
pub(crate) fn push(out: &mut Vec<u8>, byte: u8) {
    if is_unreserved(byte) { out.push(byte) } else { push_escape(out, byte) }
}

/// Writes one byte as `%XX`.
pub(crate) fn push_escape(out: &mut Vec<u8>, byte: u8) {
    out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 15)]);
}

/// Writes a whole text, escaped where it has to be.
pub(crate) fn push_all(out: &mut Vec<u8>, text: &[u8]) {
    for byte in text {
        push(out, *byte);
    }
}

fn digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 }
}

/// One byte of an encoded text, and whether it was written as an escape.
#[derive(Clone, Copy)]
pub(crate) struct Octet {
    pub(crate) byte: u8,
    pub(crate) escaped: bool,
}

/// Decodes `%XX`. Nothing else is changed; a malformed escape stays as it is (see [`check_escapes`]).
pub(crate) fn octets(raw: &str) -> impl Iterator<Item = Octet> {
    let mut rest = raw.as_bytes();
    std::iter::from_fn(move || {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        if byte == b'%'
            && let [high, low, after @ ..] = rest
            && let (Some(high), Some(low)) = (value(*high), value(*low))
        {
            rest = after;
            return Some(Octet { byte: high << 4 | low, escaped: true });
        }
        Some(Octet { byte, escaped: false })
    })
}

fn value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Decodes a name or value of a query string, where `+` is a space as in an HTML form.
pub(crate) fn form_bytes(raw: &str) -> impl Iterator<Item = u8> {
    octets(raw).map(|octet| if octet.byte == b'+' && !octet.escaped { b' ' } else { octet.byte })
}

/// The decoded text of a name or value of a query string; what is not UTF-8 becomes U+FFFD.
pub(crate) fn form_text(raw: &str) -> Cow<'_, str> {
    if !raw.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Cow::Borrowed(raw);
    }
    let bytes: Vec<u8> = form_bytes(raw).collect();
    Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Refuses a text with an escape that is cut short or is not hexadecimal.
pub(crate) fn check_escapes(raw: &str) -> Result<(), BadEscape> {
    let mut rest = raw;
    while let Some((_, after)) = rest.split_once('%') {
        let mut digits = after.chars();
        let (Some(high), Some(low)) = (digits.next(), digits.next()) else {
            return Err(BadEscape::Incomplete);
        };
        if !(high.is_ascii_hexdigit() && low.is_ascii_hexdigit()) {
            return Err(BadEscape::Illegal([high, low]));
        }
        rest = digits.as_str();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding() {
        for (raw, text) in [
            ("", ""),
            ("a+b", "a b"),
            ("a%2Bb%2b", "a+b+"),
            ("%E1%88%B4", "\u{1234}"),
            ("%ff", "\u{fffd}"),
            ("%", "%"),
            ("%zz", "%zz"),
            ("%%41", "%A"),
        ] {
            assert_eq!(form_text(raw), text, "{raw}");
        }
    }

    #[test]
    fn every_byte_survives_encoding_and_decoding() {
        let all: Vec<u8> = (0..=255).collect();
        let mut encoded = Vec::new();
        push_all(&mut encoded, &all);
        let text = String::from_utf8(encoded).unwrap();
        assert_eq!(check_escapes(&text), Ok(()));
        assert_eq!(form_bytes(&text).collect::<Vec<u8>>(), all);
        assert_eq!(text.matches('%').count(), 256 - 66);
    }

    #[test]
    fn bad_escapes() {
        assert_eq!(check_escapes("a%4"), Err(BadEscape::Incomplete));
        assert_eq!(check_escapes("%41%"), Err(BadEscape::Incomplete));
        assert_eq!(check_escapes("%zz"), Err(BadEscape::Illegal(['z', 'z'])));
        assert_eq!(check_escapes("%4\u{1234}"), Err(BadEscape::Illegal(['4', '\u{1234}'])));
    }
}
