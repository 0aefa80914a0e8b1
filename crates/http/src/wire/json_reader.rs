//! JSON 1.1 requests as trees of values.

use std::borrow::Cow;
use std::fmt;

use rolecall_model::shape::Value;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The deepest nesting that a body may have.
pub const MAX_DEPTH: usize = 32;

/// The body is not a JSON object that can be read in one way only. Clients see it as `SerializationException`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnObject;

/// Reads a body. A member that is `null` counts as absent; a name that comes twice is refused, as it can be read in two ways.
pub fn read(body: &[u8]) -> Result<Value<'_>, NotAnObject> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = Node { depth: 0 }.deserialize(&mut deserializer).map_err(|_| NotAnObject)?;
    deserializer.end().map_err(|_| NotAnObject)?;
    value.filter(|value| matches!(value, Value::Structure(_))).ok_or(NotAnObject)
}

/// Reads one value; `None` is `null`.
#[derive(Clone, Copy)]
struct Node {
    depth: usize,
}

impl Node {
    fn inside<E: Error>(self) -> Result<Self, E> {
        if self.depth < MAX_DEPTH { Ok(Self { depth: self.depth + 1 }) } else { Err(E::custom("too deep")) }
    }
}

impl<'de> DeserializeSeed<'de> for Node {
    type Value = Option<Value<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node {
    type Value = Option<Value<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Value::Boolean(value)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Value::Integer(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(i64::try_from(number).map_or_else(|_| Value::Decimal(number.to_string().into()), Value::Integer)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(Value::Decimal(number.to_string().into())))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Value::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Value::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let node = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(node)? {
            list.push(item.ok_or_else(|| A::Error::custom("an item is null"))?);
        }
        Ok(Some(Value::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let node = self.inside()?;
        let mut members = Vec::new();
        while let Some(name) = entries.next_key_seed(Name)? {
            members.push((name, entries.next_value_seed(node)?));
        }
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
            return Err(A::Error::custom("a name comes twice"));
        }
        Ok(Some(Value::Structure(members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())))
    }
}

/// Reads a member's name.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Value<'_> {
        Value::Text(text.into())
    }

    #[test]
    fn bodies() {
        for (body, members) in [
            ("{}", vec![]),
            (r#" {"A":"b"} "#, vec![("A", text("b"))]),
            (r#"{"A":"\u00e9\n","B":null}"#, vec![("A", text("é\n"))]),
            (
                r#"{"I":-5,"B":true,"D":1.5}"#,
                vec![("I", Value::Integer(-5)), ("B", Value::Boolean(true)), ("D", Value::Decimal("1.5".into()))],
            ),
            (r#"{"N":18446744073709551615}"#, vec![("N", Value::Decimal("18446744073709551615".into()))]),
            (r#"{"L":["a",["b"]]}"#, vec![("L", Value::List(vec![text("a"), Value::List(vec![text("b")])]))]),
            (r#"{"S":{"T":"u"}}"#, vec![("S", Value::Structure(vec![("T".into(), text("u"))]))]),
        ] {
            let expected = Value::Structure(members.into_iter().map(|(name, value)| (name.into(), value)).collect());
            assert_eq!(read(body.as_bytes()), Ok(expected), "{body}");
        }
    }

    #[test]
    fn refused() {
        let deep = |levels: usize| format!("{{\"A\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(deep(MAX_DEPTH - 1).as_bytes()).is_ok());
        for body in [
            "",
            " ",
            "null",
            "[]",
            "\"x\"",
            "1",
            "{",
            "{}{}",
            "{\"A\"}",
            "{\"A\":1,}",
            "{\"A\":[null]}",
            "{A:1}",
            "{\"A\":1e999}",
            r#"{"A":1,"A":1}"#,
            r#"{"A":1,"\u0041":null}"#,
            r#"{"S":{"x":1,"y":2,"x":3}}"#,
            r#"{"A":"\ud800"}"#,
            &deep(MAX_DEPTH),
            &deep(100_000),
        ] {
            assert_eq!(read(body.as_bytes()), Err(NotAnObject), "{body:.40}");
        }
        assert_eq!(read(b"{\"A\":\"\xff\"}"), Err(NotAnObject));
    }

    #[test]
    fn plain_texts_are_borrowed() {
        let Ok(Value::Structure(members)) = read(br#"{"A":"b"}"#) else { panic!("a structure") };
        assert!(matches!(members.as_slice(), [(Cow::Borrowed("A"), Value::Text(Cow::Borrowed("b")))]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = read(&body);
        }

        #[test]
        fn anything_like_json_is_read_or_refused(body in r#"(\{|\}|\[|\]|"a"|"b"|:|,|null|1|-|\.|e){0,40}"#) {
            let _ = read(body.as_bytes());
        }
    }
}
