//! Parameters and results as audit records show them: JSON with small first letters, and without secrets.

use std::fmt::Write as _;

use rolecall_model::Time;
use rolecall_model::shape::{Encode, Sink};

use crate::spec::Service;

/// The JSON of a value as the records of `service` show it.
pub(super) fn to_json(value: &dyn Encode, service: Service) -> String {
    let mut sink = AuditSink { json: String::with_capacity(1024), members: Vec::new(), service };
    value.encode(&mut sink);
    sink.json
}

struct AuditSink {
    json: String,
    /// Where each open member began, comma included.
    members: Vec<usize>,
    service: Service,
}

impl AuditSink {
    fn separate(&mut self) {
        if !self.json.ends_with(['{', '[']) && !self.json.is_empty() {
            self.json.push(',');
        }
    }

    fn key(&mut self, key: &str) {
        self.members.push(self.json.len());
        self.separate();
        push_text(&mut self.json, key);
        self.json.push(':');
    }
}

/// Appends a JSON string.
pub(super) fn push_text(json: &mut String, text: &str) {
    json.push('"');
    // Looking at every byte, whatever the one before it was, is several at once for the processor.
    #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator would stop at the first byte that counts")]
    let plain = text.bytes().fold(true, |plain, byte| plain & (byte >= b' ') & (byte != b'"') & (byte != b'\\'));
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate().take(if plain { 0 } else { text.len() }) {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        json.push_str(text.get(clean..at).unwrap_or_default());
        let _ = write!(json, "\\u{byte:04x}");
        clean = at + 1;
    }
    json.push_str(text.get(clean..).unwrap_or_default());
    json.push('"');
}

impl Sink for AuditSink {
    fn begin_structure(&mut self) {
        self.json.push('{');
    }

    fn end_structure(&mut self) {
        self.json.push('}');
    }

    fn begin_member(&mut self, name: &str) {
        self.members.push(self.json.len());
        self.separate();
        self.json.push('"');
        let mut letters = name.chars();
        self.json.extend(letters.next().map(|letter| letter.to_ascii_lowercase()));
        self.json.push_str(letters.as_str());
        self.json.push_str("\":");
    }

    fn end_member(&mut self, _: &str) {
        self.members.pop();
    }

    fn begin_list(&mut self) {
        self.json.push('[');
    }

    fn end_list(&mut self) {
        self.json.push(']');
    }

    fn begin_item(&mut self) {
        self.separate();
    }

    fn end_item(&mut self) {}

    fn begin_entry(&mut self, key: &str) {
        self.key(key);
    }

    fn end_entry(&mut self) {
        self.members.pop();
    }

    fn text(&mut self, text: &str) {
        push_text(&mut self.json, text);
    }

    fn document(&mut self, text: &str) {
        push_text(&mut self.json, text);
    }

    /// The whole member disappears; in a list or by itself it is blanked.
    fn secret(&mut self, _: &str) {
        match self.members.last() {
            Some(start) if self.json.ends_with(':') => self.json.truncate(*start),
            _ => self.sensitive(""),
        }
    }

    fn sensitive(&mut self, _: &str) {
        self.json.push_str("\"HIDDEN_DUE_TO_SECURITY_REASONS\"");
    }

    fn integer(&mut self, number: i64) {
        self.json.push_str(&number.to_string());
    }

    fn boolean(&mut self, value: bool) {
        self.json.push_str(if value { "true" } else { "false" });
    }

    /// STS and IAM differ by a comma (both seen in real logs).
    fn time(&mut self, time: Time) {
        let form = if self.service == Service::Sts { "%b %-d, %Y, %-I:%M:%S %p" } else { "%b %-d, %Y %-I:%M:%S %p" };
        push_text(&mut self.json, &time.format(form));
    }

    fn blob(&mut self, bytes: &[u8]) {
        push_text(&mut self.json, &data_encoding::BASE64.encode(bytes));
    }
}

#[cfg(test)]
mod tests {
    use rolecall_derive::Output;
    use rolecall_model::SecretKey;

    use super::*;

    #[derive(Output)]
    struct Shown {
        access_key_id: String,
        secret_access_key: SecretKey,
        expiration: Time,
        nested: Option<Vec<String>>,
    }

    #[test]
    fn names_times_and_secrets() {
        let shown = Shown {
            access_key_id: "AKIA\"\n".to_owned(),
            secret_access_key: SecretKey::new("hush".to_owned()),
            expiration: Time::parse_iso8601("2023-07-10T12:09:47Z").unwrap(),
            nested: Some(vec!["a".to_owned(), "b".to_owned()]),
        };
        assert_eq!(
            to_json(&shown, Service::Sts),
            r#"{"accessKeyId":"AKIA\u0022\u000a","expiration":"Jul 10, 2023, 12:09:47 PM","nested":["a","b"]}"#
        );
        let read: serde_json::Value = serde_json::from_str(&to_json(&shown, Service::Iam)).unwrap();
        assert_eq!(read["expiration"], "Jul 10, 2023 12:09:47 PM");
    }
}
