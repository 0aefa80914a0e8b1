//! Bytes written in base64, with padding and in the one form that stands for them.
//!
//! <https://www.rfc-editor.org/rfc/rfc4648#section-4>

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes; `None` for a text that is not in this form.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let letters = text.trim_end_matches('=');
    let padding = text.len() - letters.len();
    if padding > 2 {
        return None;
    }
    let six = |letter| Some(format!("{:06b}", ALPHABET.find(letter)?));
    let bits: String = letters.chars().map(six).collect::<Option<_>>()?;
    let whole = bits.len() / 8 * 8;
    let (bytes, unused) = bits.split_at_checked(whole)?;
    if unused.contains('1') || unused.len() != padding * 2 {
        return None;
    }
    let byte = |eight: &[u8]| u8::from_str_radix(std::str::from_utf8(eight).ok()?, 2).ok();
    bytes.as_bytes().chunks(8).map(byte).collect()
}
