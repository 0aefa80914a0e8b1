//! A quick look at a request that shows of most conditions that they fail, without comparing their values one by one.

use std::net::IpAddr;

use super::boolean;
use crate::arn_pattern::ArnFields;
use crate::context::{Key, Values};
use crate::index::Fragments;
use crate::scope::Scope;

/// What a key's value must look like if a condition is to hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen<'a> {
    pub(crate) key: &'a Key,
    pub(crate) view: View,
    pub(crate) bits: Bits,
}

/// The ways of looking at a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// The fragments of its text.
    Text,
    /// The fragments of an ARN's text.
    Arn,
    /// The leading bits of an IP address.
    Address,
    /// Whether it is true.
    Truth,
}

/// Bits of which some are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bits {
    known: u64,
    value: u64,
}

impl Bits {
    /// None is given.
    pub(crate) const ANY: Self = Self { known: 0, value: 0 };

    /// Those of `known` are given, as in `value`.
    pub(crate) fn new(known: u64, value: u64) -> Self {
        Self { known, value: value & known }
    }

    /// All of the fragments are there.
    pub(crate) fn holding(fragments: Fragments) -> Self {
        Self::new(fragments.bits(), u64::MAX)
    }

    /// What is common to several; `None` if nothing is, or there are none.
    pub(super) fn common(each: impl Iterator<Item = Self>) -> Option<Self> {
        let either =
            |one: Self, other: Self| Self::new(one.known & other.known & !(one.value ^ other.value), one.value);
        each.reduce(either).filter(|bits| *bits != Self::ANY)
    }

    /// Which of `bits` are not as they are given here.
    pub(crate) fn differ(self, bits: u64) -> u64 {
        (bits ^ self.value) & self.known
    }
}

/// What was seen of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seen {
    /// It is absent, so that every condition with a screen fails.
    Absent,
    /// It holds one value.
    Bits(u64),
    /// It holds a set, a long text, or what is no value of the operator's type: only the condition itself can tell.
    Unclear,
}

impl View {
    /// Looks at the value of `key`.
    pub(crate) fn see(self, key: &Key, scope: Scope<'_>) -> Seen {
        match scope.values(key) {
            Ok(None) => Seen::Absent,
            Ok(Some(Values::One(value))) => self.bits(&value).map_or(Seen::Unclear, Seen::Bits),
            Ok(Some(Values::Many(_))) | Err(_) => Seen::Unclear,
        }
    }

    fn bits(self, value: &str) -> Option<u64> {
        match self {
            Self::Text => Fragments::of(value).map(Fragments::bits),
            Self::Arn => Fragments::of(value).filter(|_| ArnFields::split(value).is_some()).map(Fragments::bits),
            Self::Address => value.parse().ok().map(|address: IpAddr| address_bits(address.to_canonical())),
            Self::Truth => boolean::read(value).map(u64::from),
        }
    }
}

/// An IPv4 address, or the first half of an IPv6 one.
pub(super) fn address_bits(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(four) => u64::from(four.to_bits()) << 32,
        IpAddr::V6(six) => u64::try_from(six.to_bits() >> 64).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::condition::Condition;
    use crate::context::ContextMap;
    use crate::document;
    use crate::document::ast::Version;
    use crate::scope::Budget;

    const WANTED: [&str; 22] = [
        "",
        "u",
        "ux",
        "xu",
        "u*",
        "*x",
        "?x",
        "a*b",
        "${a:v}",
        "${a:v}x",
        "true",
        "False",
        "arn:aws:iam::1:user/u",
        "arn:aws:iam::*:user/*",
        "arn:*:iam::1:user/${a:v}",
        "192.0.2.0/24",
        "192.0.2.1",
        "0.0.0.0/0",
        "::ffff:192.0.2.0/120",
        "::ffff:192.0.2.0/90",
        "2001:db8::/32",
        "::/0",
    ];

    const HELD: [&str; 16] = [
        "",
        "u",
        "ux",
        "xu",
        "axb",
        "b",
        "true",
        "FALSE",
        "arn:aws:iam::1:user/u",
        "arn:aws:iam::2:user/x",
        "192.0.2.1",
        "192.0.3.1",
        "::ffff:192.0.2.1",
        "::ffc0:0:1",
        "2001:db8::1",
        "2001:db9::1",
    ];

    const OPERATORS: [&str; 12] = [
        "StringEquals",
        "StringLike",
        "StringNotLike",
        "StringEqualsIgnoreCase",
        "ArnLike",
        "ArnNotLike",
        "IpAddress",
        "NotIpAddress",
        "Bool",
        "NumericEquals",
        "ForAnyValue:StringLike",
        "ForAllValues:StringLike",
    ];

    /// Whether a look rules the condition out, and what comparing the values says.
    fn look(condition: &Condition, context: &ContextMap) -> (bool, Option<bool>) {
        let scope = Scope { context, budget: &Budget::new() };
        let is_ruled_out = condition.screen().is_some_and(|screen| match screen.view.see(screen.key, scope) {
            Seen::Absent => true,
            Seen::Bits(bits) => screen.bits.differ(bits) != 0,
            Seen::Unclear => false,
        });
        (is_ruled_out, condition.holds(scope))
    }

    fn contexts() -> Vec<ContextMap> {
        let with = |held: Option<&str>| held.map_or(ContextMap::new(), |held| ContextMap::new().with("a:k", held));
        let ones = HELD.iter().map(|held| with(Some(held))).chain([with(None)]);
        let sets = HELD.windows(2).map(|held| ContextMap::new().with_many("a:k", held.iter().copied()));
        let all = ones.chain(sets).chain([ContextMap::new().with_many("a:k", [])]);
        all.flat_map(|context| [context.clone(), context.with("a:v", "u")]).collect()
    }

    #[test]
    fn what_a_look_rules_out_does_not_hold() {
        let (contexts, mut ruled_out) = (contexts(), 0);
        for (operator, suffix) in OPERATORS.iter().flat_map(|operator| [(operator, ""), (operator, "IfExists")]) {
            for (one, other) in WANTED.iter().flat_map(|one| WANTED.map(|other| (one, other))) {
                let block = json!({format!("{operator}{suffix}"): {"a:k": [one, other]}});
                let text =
                    json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": block}});
                let parsed = document::parse(&text.to_string()).unwrap();
                let condition = Condition::compile(&parsed.statements[0].conditions[0], Version::V2012);
                for context in &contexts {
                    let (is_ruled_out, holds) = look(&condition, context);
                    assert!(!is_ruled_out || holds == Some(false), "{block} {context:?} {holds:?}");
                    ruled_out += usize::from(is_ruled_out);
                }
            }
        }
        assert!(ruled_out > 20_000, "{ruled_out}");
    }
}
