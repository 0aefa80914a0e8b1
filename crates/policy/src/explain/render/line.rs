//! Lines of limited width, without anything that a terminal would obey.

use std::fmt;

/// The longest line, in characters.
pub(super) const WIDTH: usize = 120;

const ELLIPSIS: char = '…';

/// Writes `text` as one line, with an ellipsis for what is too long.
pub(super) fn write_line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    writeln!(f, "{}", window(text, 0, WIDTH).trim_end())
}

/// Writes `text` as one line, however long.
pub(super) fn write_whole_line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    writeln!(f, "{}", window(text, 0, text.chars().count()).trim_end())
}

/// At most `width` characters of `text` from the character `from` on; ellipses stand for what is left out.
pub(super) fn window(text: &str, from: usize, width: usize) -> String {
    let mut shown: Vec<char> = text.chars().skip(from).map(harmless).take(width + 1).collect();
    if shown.len() > width {
        shown.truncate(width);
        if let Some(last) = shown.last_mut() {
            *last = ELLIPSIS;
        }
    }
    if let Some(first) = shown.first_mut().filter(|_| from > 0) {
        *first = ELLIPSIS;
    }
    shown.into_iter().collect()
}

/// Control characters, and those that reorder or hide text, must not reach a terminal; one stands for one, so that columns
/// stay aligned.
fn harmless(c: char) -> char {
    let hides = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if c.is_control() || hides { char::REPLACEMENT_CHARACTER } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_keep_their_width_and_are_harmless() {
        let cases = [
            ("abcdef", 0, 6, "abcdef"),
            ("abcdef", 0, 5, "abcd…"),
            ("abcdef", 2, 4, "…def"),
            ("abcdef", 2, 3, "…d…"),
            ("abc", 9, 3, ""),
            ("a\u{1b}[2J\u{9b}\u{202e}é", 0, 9, "a\u{fffd}[2J\u{fffd}\u{fffd}é"),
            ("abc", 0, 0, ""),
        ];
        for (text, from, width, expected) in cases {
            assert_eq!(window(text, from, width), expected, "{text:?} {from} {width}");
        }
    }
}
