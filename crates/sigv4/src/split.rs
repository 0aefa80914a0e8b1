//! Splitting short texts at an ASCII character: for them a search for one byte is several times faster than `str::split`, and
//! reading requests is little else.

use memchr::memchr;

/// The texts before and after the first `at`.
pub fn once(text: &str, at: u8) -> Option<(&str, &str)> {
    let index = memchr(at, text.as_bytes())?;
    Some((text.get(..index)?, text.get(index + 1..)?))
}

/// The pieces between all `at`, like `str::split`.
pub fn all(text: &str, at: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (piece, after) = once(text, at).map_or((text, None), |(piece, after)| (piece, Some(after)));
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_the_standard_library() {
        for text in ["", ";", "a", "a;b", ";a;", "\u{1234};;\u{e9}", "a;b;"] {
            assert_eq!(once(text, b';'), text.split_once(';'), "{text}");
            assert!(all(text, b';').eq(text.split(';')), "{text}");
        }
    }
}
