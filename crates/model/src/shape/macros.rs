//! Macros that declare a constrained type once: its shape, its parsing, its forms.

/// A text with constraints: `text! { /// A role's name. pub struct RoleName { MinLength(1), MaxLength(64), Pattern(&patterns::NAME) } }`.
///
/// Gives a cheaply cloned newtype with a checked `FromStr`, and the shape, decoding, encoding and storage forms.
#[macro_export]
macro_rules! text {
    ($($(#[$doc:meta])* $vis:vis struct $name:ident { $($constraint:expr),* $(,)? })*) => { $(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis struct $name(std::sync::Arc<str>);

        impl $name {
            /// The text.
            $vis fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $crate::shape::Shaped for $name {
            const SHAPE: $crate::shape::Shape = $crate::shape::Shape {
                kind: $crate::shape::Kind::Text,
                constraints: {
                    #[allow(unused_imports, reason = "not every text has a pattern")]
                    use $crate::shape::{Constraint::*, patterns};
                    $crate::shape::Constraints(&[$($constraint),*])
                },
            };
        }

        impl $crate::shape::Decode for $name {
            fn decode(value: &$crate::shape::Value<'_>, decoder: &mut $crate::shape::Decoder) -> Option<Self> {
                let $crate::shape::Value::Text(text) = value else { return decoder.malformed("a string") };
                let broken = <Self as $crate::shape::Shaped>::SHAPE.constraints.broken_by_text(text);
                decoder.check(&|| text.to_string(), broken)?;
                Some(Self(text.as_ref().into()))
            }
        }

        impl $crate::shape::Encode for $name {
            fn encode(&self, sink: &mut dyn $crate::shape::Sink) {
                sink.text(&self.0);
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match <Self as $crate::shape::Shaped>::SHAPE.constraints.broken_by_text(text).next() {
                    Some(constraint) => Err(constraint.requirement()),
                    None => Ok(Self(text.into())),
                }
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )* };
}

/// A whole number with bounds: `number! { /// … pub struct MaxSessionDuration(3600..=43200); }`.
#[macro_export]
macro_rules! number {
    ($($(#[$doc:meta])* $vis:vis struct $name:ident($least:literal..=$most:literal);)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        $vis struct $name(i32);

        impl $name {
            /// The number, if it lies within the bounds.
            $vis fn new(number: i32) -> Option<Self> {
                ($least..=$most).contains(&number).then_some(Self(number))
            }

            /// The number.
            $vis fn get(self) -> i32 {
                self.0
            }
        }

        impl $crate::shape::Shaped for $name {
            const SHAPE: $crate::shape::Shape = $crate::shape::Shape {
                kind: $crate::shape::Kind::Integer,
                constraints: $crate::shape::Constraints(&[
                    $crate::shape::Constraint::Min($least),
                    $crate::shape::Constraint::Max($most),
                ]),
            };
        }

        impl $crate::shape::Decode for $name {
            fn decode(value: &$crate::shape::Value<'_>, decoder: &mut $crate::shape::Decoder) -> Option<Self> {
                let number = <i32 as $crate::shape::Decode>::decode(value, decoder)?;
                let broken = <Self as $crate::shape::Shaped>::SHAPE.constraints.broken_by_number(i64::from(number));
                decoder.check(&|| number.to_string(), broken)?;
                Self::new(number)
            }
        }

        impl $crate::shape::Encode for $name {
            fn encode(&self, sink: &mut dyn $crate::shape::Sink) {
                sink.integer(i64::from(self.0));
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = <i32 as serde::Deserialize>::deserialize(deserializer)?;
                Self::new(number).ok_or_else(|| serde::de::Error::custom("the number is out of bounds"))
            }
        }
    )* };
}

/// A closed set of words: `choice! { /// … pub enum AccessKeyStatus { Active = "Active", Inactive = "Inactive" } }`.
#[macro_export]
macro_rules! choice {
    ($($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? })*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// The word.
            $vis fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::shape::Shaped for $name {
            const SHAPE: $crate::shape::Shape = $crate::shape::Shape {
                kind: $crate::shape::Kind::Text,
                constraints: $crate::shape::Constraints(&[$crate::shape::Constraint::OneOf(&[$($word),+])]),
            };
        }

        impl $crate::shape::Decode for $name {
            fn decode(value: &$crate::shape::Value<'_>, decoder: &mut $crate::shape::Decoder) -> Option<Self> {
                let $crate::shape::Value::Text(text) = value else { return decoder.malformed("a string") };
                match text.as_ref() {
                    $($word => Some(Self::$variant),)+
                    _ => {
                        let broken = <Self as $crate::shape::Shaped>::SHAPE.constraints.broken_by_text(text);
                        decoder.check(&|| text.to_string(), broken)?;
                        None
                    }
                }
            }
        }

        impl $crate::shape::Encode for $name {
            fn encode(&self, sink: &mut dyn $crate::shape::Sink) {
                sink.text(self.as_str());
            }
        }
    )* };
}

/// A list with bounds on its length: `list! { /// … pub struct TagList(Tag) { MaxLength(50) } }`.
#[macro_export]
macro_rules! list {
    ($($(#[$doc:meta])* $vis:vis struct $name:ident($item:ty) { $($constraint:expr),* $(,)? })*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        $vis struct $name(Vec<$item>);

        impl $name {
            /// The items.
            $vis fn as_slice(&self) -> &[$item] {
                &self.0
            }
        }

        impl $crate::shape::Shaped for $name {
            const SHAPE: $crate::shape::Shape = $crate::shape::Shape {
                kind: $crate::shape::Kind::List(&<$item as $crate::shape::Shaped>::SHAPE),
                constraints: {
                    #[allow(unused_imports, reason = "not every list has bounds")]
                    use $crate::shape::Constraint::*;
                    $crate::shape::Constraints(&[$($constraint),*])
                },
            };
        }

        impl $crate::shape::Decode for $name {
            fn decode(value: &$crate::shape::Value<'_>, decoder: &mut $crate::shape::Decoder) -> Option<Self> {
                let items: Vec<$item> = decoder.items(value)?;
                let broken = <Self as $crate::shape::Shaped>::SHAPE.constraints.broken_by_count(items.len());
                decoder.check(&|| format!("{items:?}"), broken)?;
                Some(Self(items))
            }
        }

        impl $crate::shape::Encode for $name {
            fn encode(&self, sink: &mut dyn $crate::shape::Sink) {
                $crate::shape::Encode::encode(&self.0, sink);
            }
        }
    )* };
}
