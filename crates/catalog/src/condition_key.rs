//! A condition key, and the type of its values.

use std::fmt;

use crate::catalog::Record;
use crate::{Catalog, format};

/// A condition key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConditionKey {
    pub(crate) catalog: &'static Catalog,
    pub(crate) index: u16,
}

impl ConditionKey {
    /// Its name, such as `s3:prefix` or `aws:RequestTag/${TagKey}`. AWS's other notations of a placeholder (`<key>`, `tag-key`, or
    /// nothing after the last `/`) are brought to this one.
    pub fn name(self) -> &'static str {
        self.catalog.text(self.record(), 0)
    }

    /// The type of its values.
    pub fn kind(self) -> KeyType {
        KeyType::from_number(self.record().u8(4) & !format::GLOBAL)
    }

    /// Whether it does not belong to the actions of one service: the keys of
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>, among them the properties of role
    /// sessions such as `ec2:SourceInstanceArn`. A global key is not always there: `aws:RequestTag/…`, for one, is so only for the
    /// actions that have it among their keys.
    pub fn is_global(self) -> bool {
        self.record().u8(4) & format::GLOBAL != 0
    }

    /// Whether its name has a placeholder and so stands for many keys.
    pub fn is_template(self) -> bool {
        self.name().contains("${")
    }

    /// Whether its name is a template and the given name is one of those it stands for.
    pub(crate) fn fits(self, name: &str) -> bool {
        let Some((before, rest)) = self.name().split_once("${") else { return false };
        let after = rest.split_once('}').map_or(rest, |(_, after)| after);
        let (before, name, after) = (before.as_bytes(), name.as_bytes(), after.as_bytes());
        let starts = name.get(..before.len()).is_some_and(|start| start.eq_ignore_ascii_case(before));
        let rest = name.get(before.len()..).unwrap_or_default();
        // The placeholder stands for at least one character.
        let length = rest.len().checked_sub(after.len()).filter(|length| *length > 0);
        starts && length.and_then(|length| rest.get(length..)).is_some_and(|end| end.eq_ignore_ascii_case(after))
    }

    fn record(self) -> Record {
        self.catalog.keys.get(self.index)
    }
}

impl fmt::Display for ConditionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for ConditionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConditionKey({self}, {:?})", self.kind())
    }
}

/// The type of a condition key's values. A type `ArrayOf…` says that the key can have several values in one request, and so needs
/// `ForAllValues` or `ForAnyValue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyType {
    /// Text.
    String,
    /// Texts.
    ArrayOfString,
    /// `true` or `false`.
    Bool,
    /// Several of `true` and `false`.
    ArrayOfBool,
    /// An ARN.
    Arn,
    /// ARNs.
    ArrayOfArn,
    /// A time, in ISO 8601 or as seconds since 1970.
    Date,
    /// A number.
    Numeric,
    /// An IPv4 or IPv6 address.
    IpAddress,
}

impl KeyType {
    /// Every type; its place here is its number in a table.
    pub const ALL: [Self; 9] = [
        Self::String,
        Self::ArrayOfString,
        Self::Bool,
        Self::ArrayOfBool,
        Self::Arn,
        Self::ArrayOfArn,
        Self::Date,
        Self::Numeric,
        Self::IpAddress,
    ];

    /// The name that AWS uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::ArrayOfString => "ArrayOfString",
            Self::Bool => "Bool",
            Self::ArrayOfBool => "ArrayOfBool",
            Self::Arn => "ARN",
            Self::ArrayOfArn => "ArrayOfARN",
            Self::Date => "Date",
            Self::Numeric => "Numeric",
            Self::IpAddress => "IPAddress",
        }
    }

    /// Whether a key of this type can have several values in one request.
    pub const fn is_multivalued(self) -> bool {
        matches!(self, Self::ArrayOfString | Self::ArrayOfBool | Self::ArrayOfArn)
    }

    /// The type of one value.
    #[must_use]
    pub const fn element(self) -> Self {
        match self {
            Self::ArrayOfString => Self::String,
            Self::ArrayOfBool => Self::Bool,
            Self::ArrayOfArn => Self::Arn,
            single => single,
        }
    }

    /// The type with a number; of a number that no type has, the one whose values can be anything.
    pub(crate) fn from_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::String)
    }
}
