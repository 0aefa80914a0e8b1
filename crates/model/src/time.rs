//! Points in time at one-second precision, and the texts that AWS writes them in.

use std::fmt;

use jiff::Timestamp;
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
        let (date, time) = self.civil();
        let (year, month, day) = (date.year(), date.month(), date.day());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// `20260701T120000Z`, as signatures write it.
    pub fn amz_basic(self) -> String {
        let (date, time) = self.civil();
        let (year, month, day) = (date.year(), date.month(), date.day());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    fn civil(self) -> (jiff::civil::Date, jiff::civil::Time) {
        let moment = TimeZone::UTC.to_datetime(Timestamp::from_second(self.0).unwrap_or_default());
        (moment.date(), moment.time())
    }

    /// Reads `20260701T120000Z`.
    pub fn parse_amz_basic(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let ([y1, y2, y3, y4, m1, m2, d1, d2], [h1, h2, n1, n2, s1, s2]) = (digits(date)?, digits(time)?);
        let year = i16::from(pair(y1, y2)) * 100 + i16::from(pair(y3, y4));
        let (hour, minute, second) = (pair(h1, h2), pair(n1, n2), pair(s1, s2));
        let civil = jiff::civil::DateTime::new(year, pair(m1, m2), pair(d1, d2), hour, minute, second, 0).ok()?;
        TimeZone::UTC.to_timestamp(civil).ok().map(|moment| Self(moment.as_second()))
    }

    /// Reads an ISO 8601 moment with a zone, dropping fractions of a second.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(|moment| Self(moment.as_second()))
    }

    /// The moment in any `strftime` form, in UTC.
    pub fn format(self, form: &str) -> String {
        Timestamp::from_second(self.0)
            .map(|moment| moment.to_zoned(TimeZone::UTC).strftime(form).to_string())
            .unwrap_or_default()
    }
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
