//! The types that operators compare.

use std::net::IpAddr;

use ipnet::IpNet;
use rolecall_catalog::KeyType;

use crate::document::ast::Comparison;

/// A family of operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    String,
    Numeric,
    Date,
    Bool,
    Binary,
    Ip,
    Arn,
    Null,
}

impl Family {
    pub(super) fn of(comparison: Comparison) -> Self {
        use Comparison as C;
        match comparison {
            C::StringEquals
            | C::StringNotEquals
            | C::StringEqualsIgnoreCase
            | C::StringNotEqualsIgnoreCase
            | C::StringLike
            | C::StringNotLike => Self::String,
            C::NumericEquals
            | C::NumericNotEquals
            | C::NumericLessThan
            | C::NumericLessThanEquals
            | C::NumericGreaterThan
            | C::NumericGreaterThanEquals => Self::Numeric,
            C::DateEquals
            | C::DateNotEquals
            | C::DateLessThan
            | C::DateLessThanEquals
            | C::DateGreaterThan
            | C::DateGreaterThanEquals => Self::Date,
            C::Bool => Self::Bool,
            C::BinaryEquals => Self::Binary,
            C::IpAddress | C::NotIpAddress => Self::Ip,
            C::ArnEquals | C::ArnLike | C::ArnNotEquals | C::ArnNotLike => Self::Arn,
            C::Null => Self::Null,
        }
    }

    /// Whether the operators can tell values of a type apart. Keys said to be text also hold ARNs and encoded bytes.
    pub(super) fn suits(self, kind: KeyType) -> bool {
        match kind.element() {
            KeyType::Arn => matches!(self, Self::Arn | Self::String | Self::Null),
            KeyType::Bool => matches!(self, Self::Bool | Self::Null),
            // Times are also told in seconds.
            KeyType::Date => matches!(self, Self::Date | Self::Numeric | Self::Null),
            KeyType::Numeric => matches!(self, Self::Numeric | Self::Null),
            KeyType::IpAddress => matches!(self, Self::Ip | Self::Null),
            _ => matches!(self, Self::String | Self::Arn | Self::Binary | Self::Null),
        }
    }

    /// Whether a wanted value can be read by the operators. Dates that cannot are refused before.
    pub(super) fn takes(self, value: &str) -> bool {
        match self {
            Self::String => true,
            Self::Date => crate::date::Moment::read(value).is_some(),
            Self::Numeric => is_number(value),
            Self::Bool | Self::Null => ["true", "false"].iter().any(|truth| value.eq_ignore_ascii_case(truth)),
            Self::Binary => data_encoding::BASE64.decode(value.as_bytes()).is_ok(),
            Self::Ip => value.parse::<IpNet>().is_ok() || value.parse::<IpAddr>().is_ok(),
            Self::Arn => value.starts_with("arn:") && value.splitn(6, ':').count() == 6,
        }
    }
}

/// A decimal number, or one as JSON writes it.
fn is_number(value: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (digits, exponent) = value.split_once(['e', 'E']).unwrap_or((value, "0"));
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    is_digits(whole) && is_digits(fraction) && exponent.parse::<i16>().is_ok()
}
