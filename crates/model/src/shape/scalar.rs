//! Shapes of the standard types, and of the model's types that are more than a text.

use super::{Constraints, Decode, Decoder, Encode, Kind, Shape, Shaped, Sink, Value};
use crate::{AccessKeyId, AccountId, Arn, SecretKey, Tag, TagKey, TagValue, Time, UniqueId};

impl Shaped for String {
    const SHAPE: Shape = Shape::of(Kind::Text);
}

impl Decode for String {
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone().into_owned()),
            _ => decoder.malformed("a string"),
        }
    }
}

impl Encode for String {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.text(self);
    }
}

impl Shaped for bool {
    const SHAPE: Shape = Shape::of(Kind::Boolean);
}

impl Decode for bool {
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self> {
        match value {
            Value::Boolean(value) => Some(*value),
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => decoder.malformed("a boolean"),
        }
    }
}

impl Encode for bool {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.boolean(*self);
    }
}

/// Reads a signed 32-bit number; `+900` and `0900` are numbers too (observed on STS).
fn integer(value: &Value<'_>, decoder: &mut Decoder) -> Option<i64> {
    let number = match value {
        Value::Integer(number) => i32::try_from(*number).ok(),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    match number {
        Some(number) => Some(i64::from(number)),
        None => decoder.malformed("an integer"),
    }
}

impl Shaped for i32 {
    const SHAPE: Shape = Shape::of(Kind::Integer);
}

impl Decode for i32 {
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self> {
        integer(value, decoder).and_then(|number| Self::try_from(number).ok())
    }
}

impl Encode for i32 {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.integer(i64::from(*self));
    }
}

impl Shaped for Time {
    const SHAPE: Shape = Shape::of(Kind::Time);
}

impl Encode for Time {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.time(*self);
    }
}

impl<T: Shaped> Shaped for Vec<T> {
    const SHAPE: Shape = Shape { kind: Kind::List(&T::SHAPE), constraints: Constraints(&[]) };
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self> {
        decoder.items(value)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.begin_list();
        for item in self {
            sink.begin_item();
            item.encode(sink);
            sink.end_item();
        }
        sink.end_list();
    }
}

macro_rules! written_as_text {
    ($($type:ty),*) => {
        $(
            impl Shaped for $type {
                const SHAPE: Shape = Shape::of(Kind::Text);
            }

            impl Encode for $type {
                fn encode(&self, sink: &mut dyn Sink) {
                    sink.text(self.as_str());
                }
            }
        )*
    };
}

written_as_text!(AccountId, Arn, UniqueId, AccessKeyId);

impl Shaped for SecretKey {
    const SHAPE: Shape = Shape::of(Kind::Text);
}

impl Encode for SecretKey {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.secret(self.expose());
    }
}

impl Shaped for Tag {
    const SHAPE: Shape = Shape::of(Kind::Structure(&[
        super::Member { name: "Key", required: true, shape: &TagKey::SHAPE },
        super::Member { name: "Value", required: true, shape: &TagValue::SHAPE },
    ]));
}

impl Decode for Tag {
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self> {
        let key = decoder.required(value, "Key");
        let value = decoder.required(value, "Value");
        Some(Self { key: key?, value: value? })
    }
}

impl Encode for Tag {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.begin_structure();
        sink.begin_member("Key");
        self.key.encode(sink);
        sink.end_member("Key");
        sink.begin_member("Value");
        self.value.encode(sink);
        sink.end_member("Value");
        sink.end_structure();
    }
}
