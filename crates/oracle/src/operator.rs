//! The names of condition operators.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;

/// An operator with its prefix and suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) over: Over,
    pub(crate) test: Test,
    /// Whether no wanted value may match, instead of one having to.
    pub(crate) negated: bool,
    pub(crate) if_exists: bool,
}

/// How an operator takes the values of a multi-valued key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// Without a prefix: it has no meaning for a set.
    Single,
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

/// What is compared, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    String,
    StringIgnoreCase,
    StringLike,
    /// How the request's number stands to the wanted one.
    Numeric(&'static [Ordering]),
    /// How the request's date stands to the wanted one.
    Date(&'static [Ordering]),
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

use Ordering::{Equal, Greater, Less};

/// Every operator without prefix and suffix, in lower case, and whether it is a negated one.
const OPERATORS: [(&str, Test, bool); 27] = [
    ("stringequals", Test::String, false),
    ("stringnotequals", Test::String, true),
    ("stringequalsignorecase", Test::StringIgnoreCase, false),
    ("stringnotequalsignorecase", Test::StringIgnoreCase, true),
    ("stringlike", Test::StringLike, false),
    ("stringnotlike", Test::StringLike, true),
    ("numericequals", Test::Numeric(&[Equal]), false),
    ("numericnotequals", Test::Numeric(&[Equal]), true),
    ("numericlessthan", Test::Numeric(&[Less]), false),
    ("numericlessthanequals", Test::Numeric(&[Less, Equal]), false),
    ("numericgreaterthan", Test::Numeric(&[Greater]), false),
    ("numericgreaterthanequals", Test::Numeric(&[Greater, Equal]), false),
    ("dateequals", Test::Date(&[Equal]), false),
    ("datenotequals", Test::Date(&[Equal]), true),
    ("datelessthan", Test::Date(&[Less]), false),
    ("datelessthanequals", Test::Date(&[Less, Equal]), false),
    ("dategreaterthan", Test::Date(&[Greater]), false),
    ("dategreaterthanequals", Test::Date(&[Greater, Equal]), false),
    ("bool", Test::Bool, false),
    ("binaryequals", Test::Binary, false),
    ("ipaddress", Test::Address, false),
    ("notipaddress", Test::Address, true),
    ("arnequals", Test::Arn, false),
    ("arnlike", Test::Arn, false),
    ("arnnotequals", Test::Arn, true),
    ("arnnotlike", Test::Arn, true),
    ("null", Test::Null, false),
];

impl Operator {
    /// The operator of this name, in any case; `None` if there is none.
    pub(crate) fn read(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let (over, name) = match name.split_once(':') {
            Some(("forallvalues", name)) => (Over::All, name),
            Some(("foranyvalue", name)) => (Over::Any, name),
            Some(_) => return None,
            None => (Over::Single, name.as_str()),
        };
        let (base, if_exists) = name.strip_suffix("ifexists").map_or((name, false), |base| (base, true));
        let (_, test, negated) = OPERATORS.iter().find(|(known, ..)| *known == base)?;
        Some(Self { over, test: *test, negated: *negated, if_exists })
    }
}
