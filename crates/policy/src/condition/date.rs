//! Date operators: the W3C profile of ISO 8601, or seconds since 1970.
//!
//! <https://www.w3.org/TR/NOTE-datetime>

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::Offset;

use super::order::Order;
use super::wanted::Wanted;

/// The wanted moments.
#[derive(Debug)]
pub(super) struct DateTest {
    order: Order,
    wanted: Wanted<Timestamp>,
}

impl DateTest {
    pub(super) fn compile<'a>(order: Order, texts: impl Iterator<Item = &'a str>) -> Self {
        Self { order, wanted: Wanted::read(texts, read) }
    }

    pub(super) fn any_matches(&self, actual: &str) -> Option<bool> {
        let actual = read(actual)?;
        self.wanted.any(|wanted| self.order.accepts(actual.cmp(wanted)))
    }
}

/// Reads a moment. Four digits alone are a year; other integers are seconds since 1970.
fn read(text: &str) -> Option<Timestamp> {
    let integer = text.strip_prefix('-').unwrap_or(text);
    if text.len() != 4 && !integer.is_empty() && integer.bytes().all(|byte| byte.is_ascii_digit()) {
        return Timestamp::from_second(text.parse().ok()?).ok();
    }
    match text.split_once('T') {
        None => Offset::UTC.to_timestamp(read_date(text)?.to_datetime(civil::Time::midnight())).ok(),
        Some((date, rest)) => {
            let (clock, offset) = split_offset(rest)?;
            // A time needs a whole date before it.
            let date = (date.len() == "YYYY-MM-DD".len()).then(|| read_date(date))??;
            offset.to_timestamp(date.to_datetime(read_clock(clock)?)).ok()
        }
    }
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; what is not written is the first.
fn read_date(text: &str) -> Option<civil::Date> {
    let mut parts = text.splitn(3, '-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s`, with at most nine digits of a second.
fn read_clock(text: &str) -> Option<civil::Time> {
    let mut parts = text.splitn(3, ':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(part) => match part.split_once('.') {
            None => (digits(part, 2)?, 0),
            Some((second, fraction)) => (digits(second, 2)?, nanoseconds(fraction)?),
        },
    };
    let [hour, minute, second] = [hour, minute, second].map(|part| i8::try_from(part).ok());
    civil::Time::new(hour?, minute?, second?, fraction).ok()
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    let value: u32 = (!fraction.starts_with('+')).then(|| fraction.parse().ok())??;
    let missing = 9_u32.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    i32::try_from(value * 10_u32.pow(missing)).ok()
}

/// Cuts `Z`, `+hh:mm` or `-hh:mm` off the end.
fn split_offset(text: &str) -> Option<(&str, Offset)> {
    if let Some(clock) = text.strip_suffix('Z') {
        return Some((clock, Offset::UTC));
    }
    let (clock, offset) = text.split_at_checked(text.len().checked_sub("+hh:mm".len())?)?;
    let (sign, size) = match offset.strip_prefix('-') {
        Some(size) => (-1, size),
        None => (1, offset.strip_prefix('+')?),
    };
    let (hours, minutes) = size.split_once(':')?;
    let (hours, minutes) = (i32::from(digits(hours, 2)?), i32::from(digits(minutes, 2)?));
    let seconds = (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))?;
    Some((clock, Offset::from_seconds(seconds).ok()?))
}

/// Exactly `count` digits.
fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(text: &str) -> Option<i64> {
        read(text).map(Timestamp::as_second)
    }

    #[test]
    fn forms_of_one_moment() {
        for text in [
            "2024",
            "2024-01",
            "2024-01-01",
            "2024-01-01T00:00Z",
            "2024-01-01T00:00:00Z",
            "2024-01-01T00:00:00.0Z",
            "2024-01-01T01:30:00+01:30",
            "2023-12-31T19:00-05:00",
            "1704067200",
        ] {
            assert_eq!(epoch(text), Some(1_704_067_200), "{text}");
        }
    }

    #[test]
    fn fractions_of_a_second_count() {
        assert!(read("2024-01-01T00:00:00.25Z") < read("2024-01-01T00:00:00.250000001Z"));
        assert_eq!(read("2024-01-01T00:00:00.250Z"), read("2024-01-01T00:00:00.25Z"));
        assert_eq!(epoch("-1"), Some(-1));
    }

    #[test]
    fn other_forms_are_refused() {
        for bad in [
            "",
            "-",
            "2024-1-1",
            "2024-13",
            "2024-02-30",
            "2024-01-01T00Z",
            "2024-01-01T00:00",
            "2024-01-01T00:00:00",
            "2024-01-01 00:00:00Z",
            "2024-01T00:00Z",
            "2024-01-01T24:00Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00.+1Z",
            "2024-01-01T00:00:00.1234567890Z",
            "2024-01-01t00:00:00z",
            "2024-01-01T00:00+0100",
            "2024-01-01T00:00+24:00",
            "99999999999999999999",
            "9999999999999",
            "1.5",
            "+5",
            "é024",
            "2024-01-01Té:00+00:00",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
