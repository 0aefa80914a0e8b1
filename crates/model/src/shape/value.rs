//! A request's parameters as a tree, after the wire and before the types.

use std::borrow::Cow;

/// A value as some wire carried it. Wires without types (Query) carry every scalar as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// A scalar without a type, or a text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or an exponent, as written.
    Decimal(Cow<'a, str>),
    /// True or false.
    Boolean(bool),
    /// Items in order.
    List(Vec<Value<'a>>),
    /// Members or entries; where a name is given twice, the first counts.
    Structure(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// The member of this name; `None` also for values that are not structures.
    pub fn member(&self, name: &str) -> Option<&Value<'a>> {
        match self {
            Self::Structure(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }
}
