//! Paths, by which users, roles, groups and policies are arranged: `/`, `/division/team/`.

use crate::shape::{Constraint, Constraints, Decode, Decoder, Encode, Kind, Shape, Shaped, Sink, Value, patterns};

/// A path: begins and ends with `/`, at most 512 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(std::sync::Arc<str>);

const INVALID: &str = "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric \
                       characters and/or / characters.";

impl Path {
    /// `/`
    pub fn root() -> Self {
        Self("/".into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Path {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() <= 512 && (patterns::PATH.matches)(text) { Ok(Self(text.into())) } else { Err(INVALID) }
    }
}

impl Shaped for Path {
    const SHAPE: Shape = Shape {
        kind: Kind::Text,
        constraints: Constraints(&[
            Constraint::MinLength(1),
            Constraint::MaxLength(512),
            Constraint::Pattern(&patterns::PATH),
        ]),
    };
}

impl Decode for Path {
    /// A path of a wrong form gets a sentence of its own instead of AWS's usual words about patterns.
    fn decode(value: &Value<'_>, decoder: &mut Decoder) -> Option<Self> {
        let Value::Text(text) = value else { return decoder.malformed("a string") };
        let by_form = |constraint: &&Constraint| matches!(constraint, Constraint::Pattern(_));
        decoder.check(&|| text.to_string(), Self::SHAPE.constraints.broken_by_text(text).filter(|c| !by_form(c)))?;
        match text.parse() {
            Ok(path) => Some(path),
            Err(sentence) => decoder.reject(sentence),
        }
    }
}

impl Encode for Path {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.text(&self.0);
    }
}

impl serde::Serialize for Path {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Path {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
