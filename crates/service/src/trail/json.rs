//! JSON objects as audit records need them, appended to one text: a record is written for every call, so that nothing is copied on the way.

use rolecall_model::json::push_string;

/// An object being written. Its names are ours and need no escapes. What writes them is inlined, so that they are constants there.
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
    #[inline]
    pub(super) fn value(&mut self, name: &'static str, write: impl FnOnce(&mut String)) {
        self.json.push_str(if self.is_empty { "\"" } else { ",\"" });
        self.json.push_str(name);
        self.json.push_str("\":");
        self.is_empty = false;
        write(self.json);
    }

    /// A text.
    #[inline]
    pub(super) fn text(&mut self, name: &'static str, text: &str) {
        self.value(name, |json| push_string(json, text));
    }

    /// A text of ours, such as an id or a time, that has nothing to escape.
    #[inline]
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
