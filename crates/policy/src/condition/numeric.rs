//! Numeric operators: integers and decimals, compared exactly at any length.

use std::cmp::Ordering;

use super::order::Order;
use super::wanted::Wanted;
use crate::scope::Budget;

/// The largest exponent of a wanted number, which is about that of a double; a larger one would be long to write out.
const MAX_EXPONENT: u32 = 308;

/// The wanted numbers.
#[derive(Debug)]
pub(super) struct NumericTest {
    order: Order,
    wanted: Wanted<Decimal<Box<str>>>,
}

impl NumericTest {
    pub(super) fn compile<'a>(order: Order, texts: impl Iterator<Item = &'a str>) -> Self {
        Self { order, wanted: Wanted::read(texts, Decimal::read_wanted) }
    }

    pub(super) fn any_matches(&self, actual: &str, budget: &Budget) -> Option<bool> {
        budget.spend(actual.len()).ok()?;
        let actual = Decimal::read(actual)?;
        self.wanted.any(budget, |wanted| Some(self.order.accepts(actual.compare(wanted))))
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

    /// The same moved by `exponent` places.
    fn scaled(&self, exponent: i32) -> Decimal<Box<str>> {
        let by = usize::try_from(exponent.unsigned_abs()).unwrap_or_default();
        let zeros = "0".repeat(by);
        let (whole, fraction) = (self.whole, self.fraction);
        let (whole, fraction) = if exponent < 0 {
            let digits = zeros + whole;
            let (whole, moved) = digits.split_at_checked(whole.len()).unwrap_or_default();
            (whole.to_owned(), format!("{moved}{fraction}"))
        } else {
            let digits = fraction.to_owned() + &zeros;
            let (moved, fraction) = digits.split_at_checked(by).unwrap_or_default();
            (format!("{whole}{moved}"), fraction.to_owned())
        };
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        Decimal { negative: self.negative, whole: whole.into(), fraction: fraction.into() }
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

impl Decimal<Box<str>> {
    /// A wanted number may be written as JSON writes numbers: `3.6e3`.
    fn read_wanted(text: &str) -> Option<Self> {
        let Some((digits, exponent)) = text.split_once(['e', 'E']) else {
            return Decimal::read(text).map(Decimal::owned);
        };
        let exponent: i32 = exponent.parse().ok()?;
        (exponent.unsigned_abs() <= MAX_EXPONENT).then(|| Some(Decimal::read(digits)?.scaled(exponent)))?
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
    fn exponents_move_the_point_exactly() {
        let equal = [
            ("3.6e3", "3600"),
            ("3.6E+3", "3600"),
            ("36e-1", "3.6"),
            ("36e-4", "0.0036"),
            ("0.0036e3", "3.6"),
            ("0.0036e4", "36"),
            ("-12.5e0", "-12.5"),
            ("-1e1", "-10"),
            ("1e20", "100000000000000000000"),
            ("9007199254740.993e3", "9007199254740993"),
            ("0e308", "0"),
            ("-0.0e-9", "0"),
        ];
        for (scaled, plain) in equal {
            let scaled = Decimal::read_wanted(scaled).unwrap();
            assert!(Decimal::read(plain).unwrap().compare(&scaled).is_eq(), "{scaled:?} {plain}");
        }
        assert_eq!(Decimal::read_wanted("1e308").unwrap().whole.len(), 309);
        for bad in ["1e309", "1e-309", "1e99999999999", "1e", "e1", "1e1.5", "1e1e1", "1e++1", "-e1", "1.e1"] {
            assert!(Decimal::read_wanted(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for bad in ["", "-", ".5", "5.", "1e3", "NaN", "inf", "+1", " 1", "1,5", "0x10", "--1", "1.2.3", "٣"] {
            assert!(Decimal::read(bad).is_none(), "{bad}");
        }
    }
}
