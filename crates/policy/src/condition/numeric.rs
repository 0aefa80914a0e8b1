//! Numeric operators: integers and decimals, compared exactly at any length.

use std::cmp::Ordering;

use super::order::Order;
use super::wanted::Wanted;

/// The wanted numbers.
#[derive(Debug)]
pub(super) struct NumericTest {
    order: Order,
    wanted: Wanted<Decimal<Box<str>>>,
}

impl NumericTest {
    pub(super) fn compile<'a>(order: Order, texts: impl Iterator<Item = &'a str>) -> Self {
        Self { order, wanted: Wanted::read(texts, |text| Decimal::read(text).map(Decimal::owned)) }
    }

    pub(super) fn any_matches(&self, actual: &str) -> Option<bool> {
        let actual = Decimal::read(actual)?;
        self.wanted.any(|wanted| self.order.accepts(actual.compare(wanted)))
    }
}

/// A number in decimal notation without exponent, as its significant digits.
#[derive(Debug)]
struct Decimal<T> {
    negative: bool,
    /// Without leading zeros.
    whole: T,
    /// Without trailing zeros.
    fraction: T,
}

impl<'a> Decimal<&'a str> {
    /// `-12.50`; a sign, then digits, then perhaps a point and digits.
    fn read(text: &'a str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, is_digits(fraction).then_some(fraction)?),
            None => (digits, ""),
        };
        is_digits(whole).then_some(())?;
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole, fraction })
    }

    fn owned(self) -> Decimal<Box<str>> {
        Decimal { negative: self.negative, whole: self.whole.into(), fraction: self.fraction.into() }
    }

    fn compare<T: AsRef<str>>(&self, other: &Decimal<T>) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.compare_size(other),
            (true, true) => self.compare_size(other).reverse(),
        }
    }

    fn compare_size<T: AsRef<str>>(&self, other: &Decimal<T>) -> Ordering {
        let (whole, fraction) = (other.whole.as_ref(), other.fraction.as_ref());
        let wholes = self.whole.len().cmp(&whole.len()).then_with(|| self.whole.cmp(whole));
        wholes.then_with(|| self.fraction.cmp(fraction))
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_exact() {
        let ascending = [
            "-10",
            "-9.5",
            "-9.25",
            "-0.1",
            "0",
            "0.05",
            "0.5",
            "1",
            "9",
            "10",
            "9007199254740992",
            "9007199254740993",
        ];
        for (at, left) in ascending.iter().enumerate() {
            for (other, right) in ascending.iter().enumerate() {
                let compared = Decimal::read(left).unwrap().compare(&Decimal::read(right).unwrap());
                assert_eq!(compared, at.cmp(&other), "{left} {right}");
            }
        }
    }

    #[test]
    fn zeros_do_not_count() {
        for (left, right) in [("007", "7.000"), ("-0", "0"), ("1.50", "1.5"), ("-0.0", "0.00")] {
            assert!(Decimal::read(left).unwrap().compare(&Decimal::read(right).unwrap()).is_eq(), "{left} {right}");
        }
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for bad in ["", "-", ".5", "5.", "1e3", "NaN", "inf", "+1", " 1", "1,5", "0x10", "--1", "1.2.3", "٣"] {
            assert!(Decimal::read(bad).is_none(), "{bad}");
        }
    }
}
