//! Places in a document as people count them.

/// A line and a column, both from 1; a column is a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

impl Position {
    /// The place of the byte at `offset` in `text`; beyond the end, that of the end.
    ///
    /// ```
    /// use rolecall_policy::document::Position;
    ///
    /// assert_eq!(Position::of("{\n  \"Id\": 1}", 4), Position { line: 2, column: 3 });
    /// ```
    pub fn of(text: &str, offset: u32) -> Self {
        let before = usize::try_from(offset).ok().and_then(|offset| text.get(..offset)).unwrap_or(text);
        let (lines, last) =
            before.rsplit_once('\n').map_or((0, before), |(above, last)| (count(above, '\n') + 1, last));
        Self { line: clamped(lines + 1), column: clamped(last.chars().count() + 1) }
    }
}

fn count(text: &str, wanted: char) -> usize {
    text.chars().filter(|&c| c == wanted).count()
}

fn clamped(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let text = "é{\n\n ab";
        for (offset, line, column) in [(0, 1, 1), (2, 1, 2), (4, 2, 1), (5, 3, 1), (7, 3, 3), (8, 3, 4), (99, 3, 4)] {
            assert_eq!(Position::of(text, offset), Position { line, column }, "{offset}");
        }
    }
}
