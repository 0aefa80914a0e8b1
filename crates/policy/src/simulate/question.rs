//! One line of the batch form, as it comes in.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::context::{Context, Key, Set, Values};

/// A question. What it holds is borrowed from the line.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Question<'a> {
    #[serde(borrow, default)]
    pub(super) id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) principal: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) action: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) resource: Cow<'a, str>,
    #[serde(default)]
    pub(super) resource_account: Option<String>,
    #[serde(borrow, default)]
    pub(super) context: Given<'a>,
    #[serde(borrow, default, deserialize_with = "object")]
    pub(super) policies: Policies<'a>,
}

/// The policies of a question, as they stand in the line.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Policies<'a> {
    #[serde(borrow, default)]
    pub(super) identity: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) boundary: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) session: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) resource: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) scps: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) rcps: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) vpc_endpoint: Option<&'a RawValue>,
}

/// Reads a question.
pub(super) fn read(line: &str) -> serde_json::Result<Question<'_>> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let question = object(&mut deserializer)?;
    deserializer.end()?;
    Ok(question)
}

/// The `id` of a line that is no question, if it has one.
pub(super) fn id_of(line: &str) -> Option<&RawValue> {
    #[derive(serde::Deserialize)]
    struct Identified<'a> {
        #[serde(borrow)]
        id: Option<&'a RawValue>,
    }
    let mut deserializer = serde_json::Deserializer::from_str(line);
    object::<_, Identified<'_>>(&mut deserializer).ok()?.id
}

/// Reads an object, and never a list of the members' values, which derived code would take too.
pub(super) fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_map(Object(PhantomData))
}

/// The condition keys that a question gives, in order of their names in lower case.
#[derive(Debug, Default)]
pub(super) struct Given<'a> {
    keys: Vec<(String, Held<'a>)>,
}

#[derive(Debug)]
enum Held<'a> {
    One(Cow<'a, str>),
    Many(Box<[Box<str>]>),
}

impl Given<'_> {
    fn held(&self, lower: &str) -> Option<&Held<'_>> {
        let place = self.keys.binary_search_by(|(key, _)| key.as_str().cmp(lower)).ok()?;
        self.keys.get(place).map(|(_, held)| held)
    }

    /// The one value of the key of this name in lower case.
    pub(super) fn one(&self, lower: &str) -> Option<&str> {
        if let Held::One(value) = self.held(lower)? { Some(value) } else { None }
    }
}

impl Context for Given<'_> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        Some(match self.held(key.as_str())? {
            Held::One(value) => Values::One(Cow::Borrowed(value)),
            Held::Many(values) => Values::Many(Set::from(&**values)),
        })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Given<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;

        impl<'de> Visitor<'de> for Keys {
            type Value = Given<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of condition keys")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given<'de>, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, held)) = map.next_entry::<String, Held<'de>>()? {
                    keys.push((key.to_lowercase(), held));
                }
                keys.sort_by(|(one, _), (other, _)| one.cmp(other));
                match keys.array_windows().find(|[(one, _), (other, _)]| one == other) {
                    Some([(key, _), _]) => Err(de::Error::custom(format_args!("condition key `{key}` is given twice"))),
                    None => Ok(Given { keys }),
                }
            }
        }

        deserializer.deserialize_map(Keys)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Held<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;

        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Held<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Held<'de>, E> {
                Ok(Held::One(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Held<'de>, E> {
                Ok(Held::One(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Held<'de>, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element::<Box<str>>()? {
                    values.push(value);
                }
                Ok(Held::Many(values.into()))
            }
        }

        deserializer.deserialize_any(OneOrMany)
    }
}
