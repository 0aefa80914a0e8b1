//! Where statements stand in a document, as AWS counts.

use rolecall_policy::document::ast::{Document, Span};

use super::shapes::Position;

/// For each statement of the document, which was parsed from `text`, the place before it and the place after it.
///
/// AWS points at the first character after what stands before: after the `[` or the statement before in a list, and after
/// the `{` of a statement that stands alone. The end is the place after the closing brace.
pub(super) fn of_statements(text: &str, document: &Document) -> Vec<(Position, Position)> {
    let mut cursor = Cursor { rest: text, offset: 0, at: Position { line: 1, column: 1 } };
    let mut place = |offset: usize| cursor.advance(offset);
    let spans = document.statements.iter().map(|statement| statement.span);
    spans.map(|span| (place(start(text, span)), place(span.end as usize))).collect()
}

fn start(text: &str, span: Span) -> usize {
    let before = text.get(..span.start as usize).unwrap_or_default().trim_end();
    match before.strip_suffix(',') {
        Some(list) => list.trim_end().len(),
        None if before.ends_with('[') => before.len(),
        None => span.start as usize + 1,
    }
}

/// A place that moves through a text. Lines end in a line feed, a carriage return, or both.
struct Cursor<'a> {
    rest: &'a str,
    offset: usize,
    at: Position,
}

impl Cursor<'_> {
    /// The place of the byte at `offset`, which does not lie before the last one.
    fn advance(&mut self, offset: usize) -> Position {
        let (passed, rest) = self.rest.split_at_checked(offset.saturating_sub(self.offset)).unwrap_or((self.rest, ""));
        for (at, c) in passed.char_indices() {
            let ends_line = c == '\n' || c == '\r' && !passed.get(at + 1..).unwrap_or_default().starts_with('\n');
            self.at = if ends_line {
                Position { line: self.at.line.saturating_add(1), column: 1 }
            } else {
                Position { column: self.at.column.saturating_add(1), ..self.at }
            };
        }
        (self.rest, self.offset) = (rest, self.offset + passed.len());
        self.at
    }
}

#[cfg(test)]
mod tests {
    use rolecall_policy::document::parse;

    use super::*;

    fn places(text: &str) -> Vec<[i32; 4]> {
        let document = parse(text).unwrap();
        let places = of_statements(text, &document).into_iter();
        places.map(|(start, end)| [start.line, start.column, end.line, end.column]).collect()
    }

    /// As real answers have them.
    #[test]
    fn places_are_those_of_aws() {
        let one = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#;
        assert_eq!(places(&format!(r#"{{"Version":"2012-10-17","Statement":[{one}]}}"#)), [[1, 38, 1, 95]]);
        let singleton = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"#;
        assert_eq!(places(singleton), [[1, 16, 1, 77]]);
        let pretty = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \
                      \"Action\": \"s3:GetObject\",\n      \"Resource\": \"*\",\n      \"Sid\": \"First\"\n    },\n    {\n      \
                      \"Effect\": \"Deny\",\n      \"Action\": \"s3:PutObject\",\n      \"Resource\": \"*\",\n      \
                      \"Sid\": \"Second\"\n    }\n  ]\n}";
        assert_eq!(places(pretty), [[3, 17, 9, 6], [9, 6, 15, 6]]);
        let lines = " \r\n{\r\n  \"Version\": \"2012-10-17\",\r\n  \"Statement\": [\r\n    {\r\n      \"Effect\": \"Allow\",\r\n      \
                     \"Action\": \"s3:GetObject\",\r\n      \"Resource\": \"*\"\r\n    }\r\n  ]\r\n}\r\n ";
        assert_eq!(places(lines), [[4, 17, 9, 6]]);
        assert_eq!(places(&pretty.replace('\n', "\r")), [[3, 17, 9, 6], [9, 6, 15, 6]]);
    }

    #[test]
    fn columns_are_characters() {
        let text = r#"{"Id": "é", "Statement": [{"Effect": "Allow", "Action": "é:*", "Resource": "*"}]}"#;
        assert_eq!(places(text), [[1, 27, 1, i32::try_from(text.chars().count()).unwrap() - 1]]);
    }
}
