//! Results as JSON.

use std::fmt::Write as _;

use data_encoding::BASE64;
use rolecall_model::Time;
use rolecall_model::json::push_string;
use rolecall_model::shape::Sink;

/// Writes compact JSON: times as seconds since the epoch, bytes as base64.
#[derive(Debug, Default)]
pub struct JsonSink {
    out: String,
}

impl JsonSink {
    /// A sink that continues this text.
    pub fn after(out: String) -> Self {
        Self { out }
    }

    /// What was written.
    pub fn into_string(self) -> String {
        self.out
    }

    /// Whether the text ends here with a value, so that something more needs a comma.
    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[')) {
            self.out.push(',');
        }
    }
}

impl Sink for JsonSink {
    fn begin_structure(&mut self) {
        self.out.push('{');
    }

    fn end_structure(&mut self) {
        self.out.push('}');
    }

    fn begin_member(&mut self, name: &str) {
        self.separate();
        push_string(&mut self.out, name);
        self.out.push(':');
    }

    fn end_member(&mut self, _name: &str) {}

    fn begin_list(&mut self) {
        self.out.push('[');
    }

    fn end_list(&mut self) {
        self.out.push(']');
    }

    fn begin_item(&mut self) {
        self.separate();
    }

    fn end_item(&mut self) {}

    fn begin_entry(&mut self, key: &str) {
        self.begin_member(key);
    }

    fn end_entry(&mut self) {}

    fn text(&mut self, text: &str) {
        push_string(&mut self.out, text);
    }

    fn document(&mut self, text: &str) {
        self.text(text);
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
        self.integer(time.epoch());
    }

    fn blob(&mut self, bytes: &[u8]) {
        self.out.push('"');
        BASE64.encode_append(bytes, &mut self.out);
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sample;

    #[test]
    fn every_kind_of_value() {
        let mut sink = JsonSink::default();
        sample::play(&mut sink);
        assert_eq!(
            sink.into_string(),
            r#"{"Text":"a<b>&\"c\"\r\n\u0001\\","Document":"{\"a\": 1}","Secret":"s","Number":-7,"Yes":true,"When":1782907200,"Bytes":"AQL/","None":[],"List":["x",{"Key":"k"}],"Map":{"a":1,"b":2}}"#
        );
    }
}
