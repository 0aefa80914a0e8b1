//! A wire that keeps an answer as JSON.

use rolecall_model::Time;
use rolecall_model::shape::Sink;
use serde_json::{Map, Value};

/// Collects the answer of one call.
#[derive(Default)]
pub(crate) struct JsonSink {
    open: Vec<Open>,
    done: Option<Value>,
}

enum Open {
    Object(Map<String, Value>),
    Member(String),
    List(Vec<Value>),
}

impl JsonSink {
    /// The answer; an empty object if there was none.
    pub(crate) fn into_json(self) -> Value {
        self.done.unwrap_or_else(|| Value::Object(Map::new()))
    }

    fn value(&mut self, value: Value) {
        match self.open.pop() {
            Some(Open::Member(name)) => match self.open.last_mut() {
                Some(Open::Object(members)) => drop(members.insert(name, value)),
                _ => panic!("a member outside of a structure"),
            },
            Some(Open::List(mut items)) => {
                items.push(value);
                self.open.push(Open::List(items));
            }
            Some(Open::Object(_)) => panic!("a value without a name"),
            None => self.done = Some(value),
        }
    }
}

impl Sink for JsonSink {
    fn begin_structure(&mut self) {
        self.open.push(Open::Object(Map::new()));
    }

    fn end_structure(&mut self) {
        let Some(Open::Object(members)) = self.open.pop() else { panic!("no structure is open") };
        self.value(Value::Object(members));
    }

    fn begin_member(&mut self, name: &str) {
        self.open.push(Open::Member(name.to_owned()));
    }

    fn end_member(&mut self, _: &str) {}

    fn begin_list(&mut self) {
        self.open.push(Open::List(Vec::new()));
    }

    fn end_list(&mut self) {
        let Some(Open::List(items)) = self.open.pop() else { panic!("no list is open") };
        self.value(Value::Array(items));
    }

    fn begin_item(&mut self) {}

    fn end_item(&mut self) {}

    fn begin_entry(&mut self, key: &str) {
        self.begin_member(key);
    }

    fn end_entry(&mut self) {}

    fn text(&mut self, text: &str) {
        self.value(text.into());
    }

    fn document(&mut self, text: &str) {
        self.value(text.into());
    }

    fn secret(&mut self, text: &str) {
        self.value(text.into());
    }

    fn integer(&mut self, number: i64) {
        self.value(number.into());
    }

    fn boolean(&mut self, value: bool) {
        self.value(value.into());
    }

    fn time(&mut self, time: Time) {
        self.value(time.iso8601().into());
    }

    fn blob(&mut self, bytes: &[u8]) {
        self.value(data_encoding::BASE64.encode(bytes).into());
    }
}
