//! JSON as audit records need it, appended to one text: a record is written for every call, so that nothing is copied on the way.

use std::fmt::Write as _;

/// Appends a JSON string.
pub(super) fn push_text(json: &mut String, text: &str) {
    json.push('"');
    // Looking at every byte, whatever the one before it was, is several at once for the processor.
    #[expect(clippy::needless_bitwise_bool, reason = "a lazy operator would stop at the first byte that counts")]
    let plain = text.bytes().fold(true, |plain, byte| plain & (byte >= b' ') & (byte != b'"') & (byte != b'\\'));
    if plain {
        json.push_str(text);
    } else {
        push_escaped(json, text);
    }
    json.push('"');
}

fn push_escaped(json: &mut String, text: &str) {
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        json.push_str(text.get(clean..at).unwrap_or_default());
        let _ = write!(json, "\\u{byte:04x}");
        clean = at + 1;
    }
    json.push_str(text.get(clean..).unwrap_or_default());
}

/// An object being written. Its names are ours and need no escapes.
pub(super) struct Object<'j> {
    json: &'j mut String,
    is_empty: bool,
}

impl<'j> Object<'j> {
    /// Appends an object with the members that `fill` gives it.
    pub(super) fn write(json: &'j mut String, fill: impl FnOnce(&mut Self)) {
        json.push('{');
        let mut object = Self { json, is_empty: true };
        fill(&mut object);
        object.json.push('}');
    }

    /// A member whose value `write` appends.
    pub(super) fn value(&mut self, name: &'static str, write: impl FnOnce(&mut String)) {
        self.json.push_str(if self.is_empty { "\"" } else { ",\"" });
        self.json.push_str(name);
        self.json.push_str("\":");
        self.is_empty = false;
        write(self.json);
    }

    /// A text.
    pub(super) fn text(&mut self, name: &'static str, text: &str) {
        self.value(name, |json| push_text(json, text));
    }

    /// A text of ours, such as an id or a time, that has nothing to escape.
    pub(super) fn plain(&mut self, name: &'static str, text: &str) {
        self.value(name, |json| {
            json.push('"');
            json.push_str(text);
            json.push('"');
        });
    }

    /// A text, if there is one.
    pub(super) fn optional(&mut self, name: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// A text, or `null` if there is none.
    pub(super) fn nullable(&mut self, name: &'static str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.value(name, |json| json.push_str("null")),
        }
    }

    /// True or false.
    pub(super) fn boolean(&mut self, name: &'static str, value: bool) {
        self.value(name, |json| json.push_str(if value { "true" } else { "false" }));
    }

    /// An object within.
    pub(super) fn object(&mut self, name: &'static str, fill: impl FnOnce(&mut Object<'_>)) {
        self.value(name, |json| Object::write(json, fill));
    }
}
