//! Parameters and results as audit records show them: JSON with small first letters, and without secrets.

use std::fmt::Write as _;

use rolecall_model::Time;
use rolecall_model::json::push_string;
use rolecall_model::shape::{Encode, Sink};

use crate::spec::Service;

/// Appends the JSON of a value as the records of `service` show it.
pub(super) fn push_encoded(json: &mut String, value: &dyn Encode, service: Service) {
    value.encode(&mut AuditSink { member: json.len(), json, service });
}

struct AuditSink<'j> {
    json: &'j mut String,
    /// Where the member that was begun last begins, comma included.
    member: usize,
    service: Service,
}

impl AuditSink<'_> {
    fn separate(&mut self) {
        if !self.json.ends_with(['{', '[']) {
            self.json.push(',');
        }
    }
}

impl Sink for AuditSink<'_> {
    fn begin_structure(&mut self) {
        self.json.push('{');
    }

    fn end_structure(&mut self) {
        self.json.push('}');
    }

    fn begin_member(&mut self, name: &str) {
        self.member = self.json.len();
        self.separate();
        self.json.push('"');
        let mut letters = name.chars();
        if let Some(first) = letters.next() {
            self.json.push(first.to_ascii_lowercase());
        }
        self.json.push_str(letters.as_str());
        self.json.push_str("\":");
    }

    fn end_member(&mut self, _: &str) {}

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
        self.member = self.json.len();
        self.separate();
        push_string(self.json, key);
        self.json.push(':');
    }

    fn end_entry(&mut self) {}

    fn text(&mut self, text: &str) {
        push_string(self.json, text);
    }

    fn document(&mut self, text: &str) {
        push_string(self.json, text);
    }

    /// The whole member disappears; in a list or by itself it is blanked.
    fn secret(&mut self, _: &str) {
        if self.json.ends_with(':') {
            self.json.truncate(self.member);
        } else {
            self.sensitive("");
        }
    }

    fn sensitive(&mut self, _: &str) {
        self.json.push_str("\"HIDDEN_DUE_TO_SECURITY_REASONS\"");
    }

    fn integer(&mut self, number: i64) {
        let _ = write!(self.json, "{number}");
    }

    fn boolean(&mut self, value: bool) {
        self.json.push_str(if value { "true" } else { "false" });
    }

    /// STS and IAM differ by a comma (both seen in real logs).
    fn time(&mut self, time: Time) {
        let after_year = if self.service == Service::Sts { ", " } else { " " };
        push_string(self.json, &time.us_english(after_year));
    }

    fn blob(&mut self, bytes: &[u8]) {
        push_string(self.json, &data_encoding::BASE64.encode(bytes));
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

    fn to_json(value: &dyn Encode, service: Service) -> String {
        let mut json = String::new();
        push_encoded(&mut json, value, service);
        json
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
            r#"{"accessKeyId":"AKIA\"\n","expiration":"Jul 10, 2023, 12:09:47 PM","nested":["a","b"]}"#
        );
        let read: serde_json::Value = serde_json::from_str(&to_json(&shown, Service::Iam)).unwrap();
        assert_eq!(read["expiration"], "Jul 10, 2023 12:09:47 PM");
    }
}
