//! Lines and columns of many places at once.

use std::collections::BTreeMap;

use crate::document::Position;
use crate::document::ast::Span;

/// The positions of all starts and ends of `spans` in `text`, found in one walk: [`Position::of`] for each alone would take
/// time in the product of both.
pub(super) fn positions(text: &str, spans: impl Iterator<Item = Span>) -> BTreeMap<u32, Position> {
    let mut found: BTreeMap<u32, Position> =
        spans.flat_map(|span| [span.start, span.end]).map(|offset| (offset, Position { line: 1, column: 1 })).collect();
    let mut walked = 0;
    let mut here = Position { line: 1, column: 1 };
    for (offset, position) in &mut found {
        let until = *offset as usize;
        for c in text.get(walked..until).unwrap_or_default().chars() {
            here = match c {
                '\n' => Position { line: here.line.saturating_add(1), column: 1 },
                _ => Position { column: here.column.saturating_add(1), ..here },
            };
        }
        walked = until;
        *position = here;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_each_alone() {
        let text = "é{\n\n ab\n";
        let places = [(0, 2), (2, 4), (5, 7), (3, 9), (9, 9)];
        let found = positions(text, places.into_iter().map(|(start, end)| Span { start, end }));
        assert_eq!(found.len(), 7);
        for (offset, position) in found {
            assert_eq!(position, Position::of(text, offset), "{offset}");
        }
    }
}
