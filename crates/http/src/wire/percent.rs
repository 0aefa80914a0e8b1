//! Percent-encoding: RFC 3986 and the `application/x-www-form-urlencoded` form of the URL standard.

use std::borrow::Cow;

/// The text has an incomplete or wrong escape, or does not decode to UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedEscape;

/// Decodes one key or value of a form: `+` is a space. Borrows when there is nothing to decode.
pub fn decode_form(text: &str) -> Result<Cow<'_, str>, MalformedEscape> {
    let Some(first) = text.bytes().position(is_encoded) else { return Ok(Cow::Borrowed(text)) };
    let mut decoded = Vec::with_capacity(text.len());
    let (mut plain, mut rest) = text.as_bytes().split_at_checked(first).unwrap_or_default();
    loop {
        decoded.extend_from_slice(plain);
        rest = match rest {
            [b'+', rest @ ..] => {
                decoded.push(b' ');
                rest
            }
            [b'%', high, low, rest @ ..] => {
                decoded.push(escaped(Some(*high), Some(*low)).ok_or(MalformedEscape)?);
                rest
            }
            [] => break,
            _ => return Err(MalformedEscape),
        };
        let next = rest.iter().position(|byte| is_encoded(*byte)).unwrap_or(rest.len());
        (plain, rest) = rest.split_at_checked(next).unwrap_or_default();
    }
    String::from_utf8(decoded).map(Cow::Owned).map_err(|_| MalformedEscape)
}

/// Whether a byte of a form stands for another.
fn is_encoded(byte: u8) -> bool {
    matches!(byte, b'%' | b'+')
}

/// Whether every `%` of the text begins a complete escape.
pub fn escapes_are_complete(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' && escaped(bytes.next(), bytes.next()).is_none() {
            return false;
        }
    }
    true
}

fn escaped(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    Some(hex(high?)? << 4 | hex(low?)?)
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Appends the text with everything but RFC 3986's unreserved characters escaped; a space is `%20`.
pub fn encode_into(out: &mut String, text: &str) {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 });
    out.reserve(text.len() + text.len() / 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts() {
        for (encoded, decoded) in [
            ("", Ok("")),
            ("plain-text_1.2~3", Ok("plain-text_1.2~3")),
            ("a+b%20c%2B", Ok("a b c+")),
            ("%c3%A9", Ok("é")),
            ("é", Ok("é")),
            ("%00", Ok("\0")),
            ("%", Err(MalformedEscape)),
            ("%4", Err(MalformedEscape)),
            ("%zz", Err(MalformedEscape)),
            ("%+1", Err(MalformedEscape)),
            ("%ff", Err(MalformedEscape)),
            ("%c3", Err(MalformedEscape)),
        ] {
            assert_eq!(decode_form(encoded).as_deref(), decoded.as_ref().copied(), "{encoded}");
        }
    }

    #[test]
    fn nothing_to_decode_is_borrowed() {
        assert!(matches!(decode_form("AssumeRole"), Ok(Cow::Borrowed(_))));
    }

    #[test]
    fn completeness_is_about_the_escapes_only() {
        for (text, complete) in
            [("/a%20b", true), ("%ff", true), ("%", false), ("a%2", false), ("%%41", false), ("%g0", false)]
        {
            assert_eq!(escapes_are_complete(text), complete, "{text}");
        }
    }

    #[test]
    fn documents_are_encoded_as_iam_does() {
        let mut out = String::new();
        encode_into(&mut out, "{\"Version\": \"2012-10-17\"}\n~é");
        assert_eq!(out, "%7B%22Version%22%3A%20%222012-10-17%22%7D%0A~%C3%A9");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(text in any::<String>()) {
            let mut out = String::new();
            encode_into(&mut out, &text);
            prop_assert!(escapes_are_complete(&out));
            prop_assert_eq!(decode_form(&out).unwrap(), text);
        }

        #[test]
        fn any_text_is_decoded_or_refused(text in r"[%+0-9a-fz\PC]{0,40}") {
            let _ = decode_form(&text);
            let _ = escapes_are_complete(&text);
        }
    }
}
