//! Results as the XML of the AWS Query wire.
//!
//! Members are elements, items of lists `<member>`, entries of maps `<entry><key>…</key><value>…</value></entry>`. Elements come
//! without white space between them: clients read them by name.

use std::fmt::Write as _;

use data_encoding::BASE64;
use rolecall_model::Time;
use rolecall_model::shape::Sink;

use super::percent;

/// Writes XML: times in ISO 8601, bytes as base64, policy documents percent-encoded as IAM does.
#[derive(Debug, Default)]
pub struct XmlSink {
    out: String,
}

impl XmlSink {
    /// A sink that continues this text.
    pub fn after(out: String) -> Self {
        Self { out }
    }

    /// What was written.
    pub fn into_string(self) -> String {
        self.out
    }
}

/// Appends `<name>`. The name must be one of AWS's own, never a text of a client.
pub fn open_into(out: &mut String, name: &str) {
    out.push('<');
    out.push_str(name);
    out.push('>');
}

/// Appends `</name>`.
pub fn close_into(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Appends an element that holds only text.
pub fn element_into(out: &mut String, name: &str, text: &str) {
    open_into(out, name);
    text_into(out, text);
    close_into(out, name);
}

/// Appends escaped text. What XML 1.0 (section 2.2) cannot carry at all becomes U+FFFD; a carriage return is escaped, as a
/// reader would make it a line feed (section 2.11).
pub fn text_into(out: &mut String, text: &str) {
    // U+FFFE and U+FFFF begin with the byte EF. Looking at every byte, not only up to the first, is done many at a time.
    let special = |byte: u8| (byte < 0x20) | matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xef);
    if !text.bytes().fold(false, |found, byte| found | special(byte)) {
        out.push_str(text);
        return;
    }
    out.reserve(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

impl Sink for XmlSink {
    fn begin_structure(&mut self) {}

    fn end_structure(&mut self) {}

    fn begin_member(&mut self, name: &str) {
        open_into(&mut self.out, name);
    }

    fn end_member(&mut self, name: &str) {
        close_into(&mut self.out, name);
    }

    fn begin_list(&mut self) {}

    fn end_list(&mut self) {}

    fn begin_item(&mut self) {
        self.out.push_str("<member>");
    }

    fn end_item(&mut self) {
        self.out.push_str("</member>");
    }

    fn begin_entry(&mut self, key: &str) {
        self.out.push_str("<entry>");
        element_into(&mut self.out, "key", key);
        self.out.push_str("<value>");
    }

    fn end_entry(&mut self) {
        self.out.push_str("</value></entry>");
    }

    fn text(&mut self, text: &str) {
        text_into(&mut self.out, text);
    }

    fn document(&mut self, text: &str) {
        percent::encode_into(&mut self.out, text);
    }

    fn secret(&mut self, text: &str) {
        self.text(text);
    }

    fn integer(&mut self, number: i64) {
        let _ = write!(self.out, "{number}");
    }

    fn boolean(&mut self, value: bool) {
        self.out.push_str(if value { "true" } else { "false" });
    }

    fn time(&mut self, time: Time) {
        self.out.push_str(&time.iso8601());
    }

    fn blob(&mut self, bytes: &[u8]) {
        BASE64.encode_append(bytes, &mut self.out);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::sample;

    #[test]
    fn every_kind_of_value() {
        let mut sink = XmlSink::default();
        sample::play(&mut sink);
        assert_eq!(
            sink.into_string(),
            "<Text>a&lt;b&gt;&amp;&quot;c&quot;&#xD;\n\u{fffd}\\</Text><Document>%7B%22a%22%3A%201%7D</Document><Secret>s</Secret>\
             <Number>-7</Number><Yes>true</Yes><When>2026-07-01T12:00:00Z</When><Bytes>AQL/</Bytes><None></None>\
             <List><member>x</member><member><Key>k</Key></member></List>\
             <Map><entry><key>a</key><value>1</value></entry><entry><key>b</key><value>2</value></entry></Map>"
        );
    }

    #[test]
    fn what_xml_cannot_carry_is_replaced() {
        for (text, expected) in [
            ("\u{ffff}\u{fffe}", "\u{fffd}\u{fffd}"),
            ("\0\u{b}", "\u{fffd}\u{fffd}"),
            ("\u{feff}é", "\u{feff}é"),
            ("\t\n", "\t\n"),
        ] {
            let mut out = String::new();
            text_into(&mut out, text);
            assert_eq!(out, expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_leaves_its_element(text in any::<String>()) {
            let mut out = String::new();
            text_into(&mut out, &text);
            prop_assert!(!out.contains(['<', '>', '"', '\r']));
            let unescaped = out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#xD;", "\r").replace("&amp;", "&");
            prop_assert_eq!(unescaped.chars().count(), text.chars().count());
            for (seen, sent) in unescaped.chars().zip(text.chars()) {
                prop_assert!(seen == sent || seen == '\u{fffd}', "{:?} {:?}", seen, sent);
            }
        }
    }
}
