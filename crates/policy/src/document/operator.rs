//! Condition operators by name: `ForAnyValue:StringLikeIfExists`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::fmt;
use std::str::FromStr;

use super::ast::{Comparison, Operator, Quantifier};

/// The text names no condition operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownOperator;

impl fmt::Display for UnknownOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the policy language has no such condition operator")
    }
}

impl std::error::Error for UnknownOperator {}

const COMPARISONS: [(&str, Comparison); 27] = [
    ("StringEquals", Comparison::StringEquals),
    ("StringNotEquals", Comparison::StringNotEquals),
    ("StringEqualsIgnoreCase", Comparison::StringEqualsIgnoreCase),
    ("StringNotEqualsIgnoreCase", Comparison::StringNotEqualsIgnoreCase),
    ("StringLike", Comparison::StringLike),
    ("StringNotLike", Comparison::StringNotLike),
    ("NumericEquals", Comparison::NumericEquals),
    ("NumericNotEquals", Comparison::NumericNotEquals),
    ("NumericLessThan", Comparison::NumericLessThan),
    ("NumericLessThanEquals", Comparison::NumericLessThanEquals),
    ("NumericGreaterThan", Comparison::NumericGreaterThan),
    ("NumericGreaterThanEquals", Comparison::NumericGreaterThanEquals),
    ("DateEquals", Comparison::DateEquals),
    ("DateNotEquals", Comparison::DateNotEquals),
    ("DateLessThan", Comparison::DateLessThan),
    ("DateLessThanEquals", Comparison::DateLessThanEquals),
    ("DateGreaterThan", Comparison::DateGreaterThan),
    ("DateGreaterThanEquals", Comparison::DateGreaterThanEquals),
    ("Bool", Comparison::Bool),
    ("BinaryEquals", Comparison::BinaryEquals),
    ("IpAddress", Comparison::IpAddress),
    ("NotIpAddress", Comparison::NotIpAddress),
    ("ArnEquals", Comparison::ArnEquals),
    ("ArnLike", Comparison::ArnLike),
    ("ArnNotEquals", Comparison::ArnNotEquals),
    ("ArnNotLike", Comparison::ArnNotLike),
    ("Null", Comparison::Null),
];

const IF_EXISTS: &str = "IfExists";

impl Comparison {
    /// Every comparison, once.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        COMPARISONS.iter().map(|(_, comparison)| *comparison)
    }

    /// The operator's name, in AWS's case.
    pub fn name(self) -> &'static str {
        COMPARISONS.iter().find(|(_, comparison)| *comparison == self).map_or("", |(name, _)| name)
    }

    fn named(name: &str) -> Option<Self> {
        COMPARISONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, comparison)| *comparison)
    }
}

impl Quantifier {
    /// `ForAllValues` or `ForAnyValue`, without the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues",
            Self::ForAnyValue => "ForAnyValue",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::ForAllValues, Self::ForAnyValue].into_iter().find(|known| known.name().eq_ignore_ascii_case(name))
    }
}

impl FromStr for Operator {
    type Err = UnknownOperator;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (quantifier, rest) = match text.split_once(':') {
            Some((prefix, rest)) => (Some(Quantifier::named(prefix).ok_or(UnknownOperator)?), rest),
            None => (None, text),
        };
        if let Some(comparison) = Comparison::named(rest) {
            return Ok(Self { quantifier, comparison, if_exists: false });
        }
        let comparison = without_suffix(rest).and_then(Comparison::named).ok_or(UnknownOperator)?;
        if comparison == Comparison::Null {
            return Err(UnknownOperator);
        }
        Ok(Self { quantifier, comparison, if_exists: true })
    }
}

fn without_suffix(name: &str) -> Option<&str> {
    let at = name.len().checked_sub(IF_EXISTS.len())?;
    let (stem, suffix) = name.split_at_checked(at)?;
    suffix.eq_ignore_ascii_case(IF_EXISTS).then_some(stem)
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(quantifier) = self.quantifier {
            write!(f, "{}:", quantifier.name())?;
        }
        f.write_str(self.comparison.name())?;
        if self.if_exists { f.write_str(IF_EXISTS) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_every_comparison_is_found_again_in_any_case() {
        for (name, comparison) in COMPARISONS {
            for quantifier in [None, Some(Quantifier::ForAllValues), Some(Quantifier::ForAnyValue)] {
                for if_exists in [false, true] {
                    let operator = Operator { quantifier, comparison, if_exists };
                    let written = operator.to_string();
                    let wanted =
                        if comparison == Comparison::Null && if_exists { Err(UnknownOperator) } else { Ok(operator) };
                    assert_eq!(written.parse(), wanted, "{written}");
                    assert_eq!(written.to_ascii_uppercase().parse(), wanted, "{written}");
                    assert!(written.contains(name));
                }
            }
        }
    }

    #[test]
    fn anything_else_is_unknown() {
        let unknown = ["", ":", "IfExists", "ForAnyValue:", "ForAnyValue::StringEquals", "ForSomeValues:StringEquals"];
        let more = [
            "StringEqualsIfExistsIfExists",
            " StringEquals",
            "StringEquals ",
            "BoolIfExist",
            "ForAllValues:NullIfExists",
            "é",
        ];
        for text in unknown.into_iter().chain(more) {
            assert_eq!(text.parse::<Operator>(), Err(UnknownOperator), "{text}");
        }
    }
}
