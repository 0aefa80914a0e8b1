//! `Condition`: one operator applied to one key, with its set prefix and its `IfExists`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

mod arn;
mod binary;
mod boolean;
mod date;
mod ip;
mod null;
mod numeric;
mod order;
mod screen;
mod string;
mod wanted;

use crate::context::{Key, Values};
use crate::document::ast::{Comparison, ConditionElement, Quantifier, Version};
use crate::scope::Scope;
use crate::verdict;

use arn::ArnTest;
use binary::BinaryTest;
use boolean::BoolTest;
use date::DateTest;
use ip::IpTest;
use null::NullTest;
use numeric::NumericTest;
use order::Order;
use string::StringTest;

pub(crate) use screen::{Bits, Screen, Seen, View};

/// One entry of a condition block, compiled.
#[derive(Debug)]
pub(crate) struct Condition {
    key: Key,
    quantifier: Option<Quantifier>,
    if_exists: bool,
    /// Whether no wanted value may match, instead of one having to.
    negated: bool,
    test: Test,
}

// INVARIANT (undecidable-denies): a value of the policy or the request that is not of the operator's type decides neither
// for the operator nor for its negation; an Allow needs a decision, and a Deny holds without one.
/// The comparisons, with the wanted values read once. Each gives whether any wanted value matches, or `None` where that
/// cannot be decided.
#[derive(Debug)]
enum Test {
    String(StringTest),
    Numeric(NumericTest),
    Date(DateTest),
    Bool(BoolTest),
    Binary(BinaryTest),
    Ip(IpTest),
    Arn(ArnTest),
    Null(NullTest),
}

impl Condition {
    /// Every element can be compiled; wanted values that are not of the operator's type are undecidable.
    pub(crate) fn compile(element: &ConditionElement, version: Version) -> Self {
        let operator = element.operator.value;
        let values = || element.values.iter().map(|value| &*value.value);
        let (test, negated) = Test::compile(operator.comparison, values, version);
        let key = Key::new(&element.key.value);
        Self { key, quantifier: operator.quantifier, if_exists: operator.if_exists, negated, test }
    }

    /// Whether the condition holds for the request.
    pub(crate) fn holds(&self, scope: Scope<'_>) -> Option<bool> {
        let present = scope.values(&self.key).ok()?;
        if let Test::Null(test) = &self.test {
            return test.holds(present.is_none(), scope.budget);
        }
        match (present, self.quantifier) {
            (None, _) if self.if_exists => Some(true),
            (None, None) => Some(self.negated),
            (None, Some(quantifier)) => Some(quantifier == Quantifier::ForAllValues),
            (Some(Values::One(value)), _) => self.value_holds(&value, scope),
            // AWS compares a set only under a set prefix.
            (Some(Values::Many(_)), None) => Some(false),
            (Some(Values::Many(set)), Some(Quantifier::ForAllValues)) => {
                verdict::all(set.iter().map(|value| self.value_holds(value, scope)))
            }
            (Some(Values::Many(set)), Some(Quantifier::ForAnyValue)) => {
                verdict::any(set.iter().map(|value| self.value_holds(value, scope)))
            }
        }
    }

    /// What must be seen of the request for the condition to hold or to be undecidable; `None` where that takes more than a
    /// look.
    pub(crate) fn screen(&self) -> Option<Screen<'_>> {
        let one_must_match = !self.negated && !self.if_exists && self.quantifier != Some(Quantifier::ForAllValues);
        let (view, bits) = if one_must_match { self.test.screen()? } else { return None };
        Some(Screen { key: &self.key, view, bits })
    }

    fn value_holds(&self, actual: &str, scope: Scope<'_>) -> Option<bool> {
        scope.budget.spend(1).ok()?;
        self.test.any_matches(actual, scope).map(|matches| matches != self.negated)
    }
}

impl Test {
    /// The comparison, and whether it is negated.
    fn compile<'a, I: Iterator<Item = &'a str>>(
        comparison: Comparison,
        values: impl Fn() -> I,
        version: Version,
    ) -> (Self, bool) {
        use Comparison as C;
        let numeric = |order| Self::Numeric(NumericTest::compile(order, values()));
        let date = |order| Self::Date(DateTest::compile(order, values()));
        match comparison {
            C::StringEquals => (Self::String(StringTest::exact(values(), version)), false),
            C::StringNotEquals => (Self::String(StringTest::exact(values(), version)), true),
            C::StringEqualsIgnoreCase => (Self::String(StringTest::any_case(values(), version)), false),
            C::StringNotEqualsIgnoreCase => (Self::String(StringTest::any_case(values(), version)), true),
            C::StringLike => (Self::String(StringTest::like(values(), version)), false),
            C::StringNotLike => (Self::String(StringTest::like(values(), version)), true),
            C::NumericEquals => (numeric(Order::Equal), false),
            C::NumericNotEquals => (numeric(Order::Equal), true),
            C::NumericLessThan => (numeric(Order::Less), false),
            C::NumericLessThanEquals => (numeric(Order::LessOrEqual), false),
            C::NumericGreaterThan => (numeric(Order::Greater), false),
            C::NumericGreaterThanEquals => (numeric(Order::GreaterOrEqual), false),
            C::DateEquals => (date(Order::Equal), false),
            C::DateNotEquals => (date(Order::Equal), true),
            C::DateLessThan => (date(Order::Less), false),
            C::DateLessThanEquals => (date(Order::LessOrEqual), false),
            C::DateGreaterThan => (date(Order::Greater), false),
            C::DateGreaterThanEquals => (date(Order::GreaterOrEqual), false),
            C::Bool => (Self::Bool(BoolTest::compile(values(), version)), false),
            C::BinaryEquals => (Self::Binary(BinaryTest::compile(values())), false),
            C::IpAddress => (Self::Ip(IpTest::compile(values())), false),
            C::NotIpAddress => (Self::Ip(IpTest::compile(values())), true),
            C::ArnEquals | C::ArnLike => (Self::Arn(ArnTest::compile(values(), version)), false),
            C::ArnNotEquals | C::ArnNotLike => (Self::Arn(ArnTest::compile(values(), version)), true),
            C::Null => (Self::Null(NullTest::compile(values())), false),
        }
    }

    fn screen(&self) -> Option<(View, Bits)> {
        match self {
            Self::String(test) => Some((View::Text, test.bits()?)),
            Self::Arn(test) => Some((View::Arn, test.bits()?)),
            Self::Ip(test) => Some((View::Address, test.bits()?)),
            Self::Bool(test) => Some((View::Truth, test.bits()?)),
            Self::Numeric(_) | Self::Date(_) | Self::Binary(_) | Self::Null(_) => None,
        }
    }

    fn any_matches(&self, actual: &str, scope: Scope<'_>) -> Option<bool> {
        match self {
            Self::String(test) => test.any_matches(actual, scope),
            Self::Numeric(test) => test.any_matches(actual, scope.budget),
            Self::Date(test) => test.any_matches(actual, scope.budget),
            Self::Bool(test) => test.any_matches(actual, scope),
            Self::Binary(test) => test.any_matches(actual, scope.budget),
            Self::Ip(test) => test.any_matches(actual, scope.budget),
            Self::Arn(test) => test.any_matches(actual, scope),
            Self::Null(_) => None,
        }
    }
}
