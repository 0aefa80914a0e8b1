//! Decimal numbers of any length, compared exactly.

use std::cmp::Ordering;

/// Beyond this, AWS's own numbers end.
const LARGEST_EXPONENT: i32 = 308;

/// `digits × 10^exponent`, with a sign.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    is_negative: bool,
    digits: String,
    exponent: i32,
}

impl Number {
    /// A number of the request: an optional minus, digits, and perhaps a point and more digits.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (is_negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = match rest.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (rest, None),
        };
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !fraction.is_none_or(all_digits) {
            return None;
        }
        let fraction = fraction.unwrap_or_default();
        let exponent = i32::try_from(fraction.len()).ok()?.checked_neg()?;
        Some(Self { is_negative, digits: format!("{whole}{fraction}"), exponent })
    }

    /// A number of a policy, which may have an exponent as JSON writes it.
    pub(crate) fn read_wanted(text: &str) -> Option<Self> {
        let Some((number, exponent)) = text.split_once(['e', 'E']) else {
            return Self::read(text);
        };
        let exponent: i32 = exponent.parse().ok().filter(|exponent: &i32| exponent.abs() <= LARGEST_EXPONENT)?;
        let mut number = Self::read(number)?;
        number.exponent = number.exponent.checked_add(exponent)?;
        Some(number)
    }

    pub(crate) fn cmp(&self, other: &Self) -> Ordering {
        let lowest = self.exponent.min(other.exponent);
        let (left, right) = (self.whole_digits(lowest), other.whole_digits(lowest));
        let sizes = left.len().cmp(&right.len()).then_with(|| left.cmp(&right));
        // A zero with a minus is not below zero.
        match (self.is_negative && !left.is_empty(), other.is_negative && !right.is_empty()) {
            (false, false) => sizes,
            (true, true) => sizes.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    /// The digits of the number in units of `10^lowest`, without leading zeros.
    fn whole_digits(&self, lowest: i32) -> String {
        let zeros = usize::try_from(self.exponent - lowest).unwrap_or_default();
        format!("{}{}", self.digits, "0".repeat(zeros)).trim_start_matches('0').to_owned()
    }
}
