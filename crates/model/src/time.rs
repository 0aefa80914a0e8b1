//! Points in time at one-second precision, and the texts that AWS writes them in.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A clock as a dependency, so that tests can set it.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Time;
}

/// A point in time, in whole seconds since 1970-01-01T00:00:00Z, between the years -9999 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Time(i64);

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Time {
    /// The moment this many seconds after the epoch, moved into the years that can be written.
    pub fn from_epoch(seconds: i64) -> Self {
        Self(seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second()))
    }

    /// Seconds since the epoch.
    pub fn epoch(self) -> i64 {
        self.0
    }

    /// This many seconds later (earlier, if negative).
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self::from_epoch(self.0.saturating_add(seconds))
    }

    /// `2026-07-01T12:00:00Z`, as responses and policies write it.
    pub fn iso8601(self) -> String {
        let ([y1, y2, y3, y4, m1, m2, d1, d2], [h1, h2, n1, n2, s1, s2]) = digits_of(self.civil());
        text(&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'])
    }

    /// `20260701T120000Z`, as signatures write it.
    pub fn amz_basic(self) -> String {
        let ([y1, y2, y3, y4, m1, m2, d1, d2], [h1, h2, n1, n2, s1, s2]) = digits_of(self.civil());
        text(&[y1, y2, y3, y4, m1, m2, d1, d2, b'T', h1, h2, n1, n2, s1, s2, b'Z'])
    }

    /// `Jul 1, 2026, 12:00:00 PM`, as audit records show the times in results; `after_year` is `", "` or `" "`.
    pub fn us_english(self, after_year: &str) -> String {
        let moment = self.civil();
        let ([y1, y2, y3, y4, ..], [_, _, n1, n2, s1, s2]) = digits_of(moment);
        let month = usize::try_from(moment.month() - 1).ok().and_then(|month| MONTHS.get(month));
        let mut text = String::with_capacity("Dec 31, 2026, 12:59:59 PM".len());
        text.push_str(month.copied().unwrap_or_default());
        text.push(' ');
        push_short(&mut text, moment.day());
        push(&mut text, &[b',', b' ', y1, y2, y3, y4]);
        text.push_str(after_year);
        push_short(&mut text, (moment.hour() + 11) % 12 + 1);
        push(&mut text, &[b':', n1, n2, b':', s1, s2]);
        text.push_str(if moment.hour() < 12 { " AM" } else { " PM" });
        text
    }

    fn civil(self) -> DateTime {
        TimeZone::UTC.to_datetime(Timestamp::from_second(self.0).unwrap_or_default())
    }

    /// Reads `20260701T120000Z`.
    pub fn parse_amz_basic(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let ([y1, y2, y3, y4, m1, m2, d1, d2], [h1, h2, n1, n2, s1, s2]) = (digits(date)?, digits(time)?);
        let year = i16::from(pair(y1, y2)) * 100 + i16::from(pair(y3, y4));
        let (hour, minute, second) = (pair(h1, h2), pair(n1, n2), pair(s1, s2));
        let civil = DateTime::new(year, pair(m1, m2), pair(d1, d2), hour, minute, second, 0).ok()?;
        TimeZone::UTC.to_timestamp(civil).ok().map(|moment| Self(moment.as_second()))
    }

    /// Reads an ISO 8601 moment with a zone, dropping fractions of a second.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|moment| Self(moment.as_second()))
    }
}

/// The digits of the date and of the time of day. Years before 0, in which nothing happens here, are without their sign.
///
/// Answers and records hold several times: with `format!` they were a tenth of the work of a call.
fn digits_of(moment: DateTime) -> ([u8; 8], [u8; 6]) {
    let year = moment.year().unsigned_abs();
    let half = |number: u16| two(i8::try_from(number).unwrap_or_default());
    let ([y1, y2], [y3, y4]) = (half(year / 100), half(year % 100));
    let ([m1, m2], [d1, d2]) = (two(moment.month()), two(moment.day()));
    let ([h1, h2], [n1, n2], [s1, s2]) = (two(moment.hour()), two(moment.minute()), two(moment.second()));
    ([y1, y2, y3, y4, m1, m2, d1, d2], [h1, h2, n1, n2, s1, s2])
}

/// Both digits of a number from 0 to 99.
fn two(number: i8) -> [u8; 2] {
    let number = number.unsigned_abs();
    [b'0' + number / 10, b'0' + number % 10]
}

/// Appends a number from 0 to 99 without a leading zero.
fn push_short(text: &mut String, number: i8) {
    let digits = two(number);
    push(text, digits.strip_prefix(b"0").unwrap_or(&digits));
}

fn text(ascii: &[u8]) -> String {
    let mut text = String::new();
    push(&mut text, ascii);
    text
}

fn push(text: &mut String, ascii: &[u8]) {
    text.push_str(std::str::from_utf8(ascii).unwrap_or_default());
}

/// The values of exactly `N` ASCII digits.
fn digits<const N: usize>(text: &str) -> Option<[i8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|byte| (byte & 0x0f).cast_signed()))
}

fn pair(tens: i8, ones: i8) -> i8 {
    tens * 10 + ones
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso8601())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let noon = Time::parse_iso8601("2026-07-01T12:00:00Z").unwrap();
        assert_eq!(noon.iso8601(), "2026-07-01T12:00:00Z");
        assert_eq!(noon.amz_basic(), "20260701T120000Z");
        assert_eq!(Time::parse_amz_basic("20260701T120000Z"), Some(noon));
        assert_eq!(noon.plus(-60).iso8601(), "2026-07-01T11:59:00Z");
        let old = Time::parse_iso8601("0987-12-31T23:05:09Z").unwrap();
        assert_eq!(old.iso8601(), "0987-12-31T23:05:09Z");
    }

    #[test]
    fn times_of_day_in_us_english() {
        for (time, text) in [
            ("2026-07-01T12:00:00Z", "Jul 1, 2026, 12:00:00 PM"),
            ("2026-12-31T00:09:07Z", "Dec 31, 2026, 12:09:07 AM"),
            ("2026-01-10T11:59:59Z", "Jan 10, 2026, 11:59:59 AM"),
            ("2026-02-28T23:00:10Z", "Feb 28, 2026, 11:00:10 PM"),
        ] {
            let time = Time::parse_iso8601(time).unwrap();
            assert_eq!((time.us_english(", "), time.us_english(" ")), (text.to_owned(), text.replace("26,", "26")));
        }
    }

    #[test]
    fn only_the_basic_form_is_read() {
        for bad in [
            "",
            "2026-07-01T12:00:00Z",
            "20260701T120000",
            "20261301T120000Z",
            " 20260701T120000Z",
            "20260701T250000Z",
            "2026071T120000Z",
        ] {
            assert_eq!(Time::parse_amz_basic(bad), None, "{bad}");
        }
    }

    #[test]
    fn extremes_do_not_panic() {
        assert!(!Time::from_epoch(i64::MAX).plus(i64::MAX).iso8601().is_empty());
        assert!(!Time::from_epoch(i64::MIN).plus(i64::MIN).iso8601().is_empty());
    }
}
