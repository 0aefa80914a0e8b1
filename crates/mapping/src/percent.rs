//! Percent-encoding (RFC 3986 section 2): decoding exactly once, and writing so that every reader reads the same.

use crate::Unmapped;

/// The text of a percent-encoded one. A cut or wrong escape, and what is not UTF-8, is refused: servers read it differently.
pub(crate) fn decode(raw: &str) -> Result<String, Unmapped> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let Some((&[high, low], after)) = rest.split_first_chunk() else { return Err(bad_escape()) };
        let (Some(high), Some(low)) = (digit(high), digit(low)) else { return Err(bad_escape()) };
        bytes.push(high << 4 | low);
        rest = after;
    }
    String::from_utf8(bytes).map_err(|_| Unmapped::new("an escape in the URL does not decode to UTF-8"))
}

/// The text of a name or value of a query string, where `+` is a space.
pub(crate) fn decode_form(raw: &str) -> Result<String, Unmapped> {
    if raw.contains('+') { decode(&raw.replace('+', " ")) } else { decode(raw) }
}

fn bad_escape() -> Unmapped {
    Unmapped::new("a `%` in the URL is not followed by two hexadecimal digits")
}

fn digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Writes a text with everything escaped but letters, digits, `-._~` and the bytes of `kept`.
pub(crate) fn encode_into(out: &mut String, text: &str, kept: &[u8]) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(nibble), 16).map_or('0', |digit| digit.to_ascii_uppercase()));
            }
        }
    }
}
