//! JSON strings, for whoever writes JSON piece by piece.

use std::fmt::Write as _;

/// Appends the text as a JSON string, quotes included. Line feeds and all other control characters below U+0020 are escaped, so
/// that the string is one line.
pub fn push_string(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    // Looking at every byte, not only up to the first, is done many at a time.
    if text.bytes().fold(false, |found, byte| found | is_special(byte)) {
        push_escaped(out, text);
    } else {
        out.push_str(text);
    }
    out.push('"');
}

fn is_special(byte: u8) -> bool {
    matches!(byte, 0..=0x1f | b'"' | b'\\')
}

fn push_escaped(out: &mut String, text: &str) {
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| is_special(*byte)) {
        out.push_str(text.get(clean..at).unwrap_or_default());
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => {
                let _ = write!(out, "\\u{control:04x}");
            }
        }
        clean = at + 1;
    }
    out.push_str(text.get(clean..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn strings_are_read_back(text in any::<String>(), special in "[\\x00-\"\\\\\u{7f}-\u{a0}\u{2028}]*") {
            for text in [&text, &special, &format!("{text}{special}{text}")] {
                let mut out = "before".to_owned();
                push_string(&mut out, text);
                let json = out.strip_prefix("before").unwrap();
                prop_assert_eq!(&serde_json::from_str::<String>(json).unwrap(), text);
                prop_assert!(!json.contains(|c| c < ' '), "{}", json);
            }
        }
    }
}
