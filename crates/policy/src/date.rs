//! Dates: ISO 8601 as leniently as AWS takes it, or seconds since 1970. Saving and deciding read alike, so that no date is
//! saved that means nothing.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>

use std::ops::RangeInclusive;

/// The years at which AWS ends.
const YEARS: RangeInclusive<i64> = -292_275_054..=292_278_993;

const DAY: i64 = 86_400;

/// A point in time: seconds since 1970 and nanoseconds of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

impl Moment {
    /// Reads seconds since 1970, or a date of which any end may be missing (`2016-12-13t2:00`, `01T`): what is not written is
    /// the first, and without a zone it is UTC. Four digits alone are a year.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() != "YYYY".len() && !text.contains(['t', 'T', '-']) {
            return Some(Self { seconds: number(text, 0..=i64::MAX)?, nanoseconds: 0 });
        }
        let (day, time) = text.split_once(['t', 'T']).unwrap_or((text, ""));
        let midnight = read_day(day)? * DAY;
        let (seconds, nanoseconds) = if time.is_empty() { (0, 0) } else { read_time_with_zone(time)? };
        Some(Self { seconds: midnight + seconds, nanoseconds })
    }
}

/// `[-]YYYY[-MM[-DD]]`, as days since 1970.
fn read_day(text: &str) -> Option<i64> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut fields = rest.split('-');
    let year = sign * number(fields.next()?, 0..=*YEARS.end())?;
    let month = fields.next().map_or(Some(1), |month| number(month, 1..=12))?;
    let day = fields.next().map_or(Some(1), |day| number(day, 1..=days_of_month(year, month)))?;
    (fields.next().is_none() && YEARS.contains(&year)).then(|| days_since_1970(year, month, day))
}

fn days_of_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Years are counted from March, so that the leap day is the last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = ((month + 9) % 12 * 153 + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // From the first of March of the year 0 to 1970 there are 719,468 days.
    year * 365 + leap_days + day_of_year - 719_468
}

/// The time, then `Z`, `+hh[:mm]`, `-hh[:mm]` or nothing.
fn read_time_with_zone(text: &str) -> Option<(i64, u32)> {
    let (time, ahead) = if let Some(time) = text.strip_suffix(['z', 'Z']) {
        (time, 0)
    } else if let Some((time, zone)) = text.split_once('+') {
        (time, read_zone(zone)?)
    } else if let Some((time, zone)) = text.split_once('-') {
        (time, -read_zone(zone)?)
    } else {
        (text, 0)
    };
    let (seconds, nanoseconds) = read_time(time)?;
    Some((seconds - ahead, nanoseconds))
}

/// `hh[:mm[:ss[.fraction]]]`
fn read_time(text: &str) -> Option<(i64, u32)> {
    let mut fields = text.split(':');
    let hour = number(fields.next()?, 0..=23)?;
    let minute = fields.next().map_or(Some(0), |minute| number(minute, 0..=59))?;
    let (second, nanoseconds) = fields.next().map_or(Some((0, 0)), read_second)?;
    fields.next().is_none().then_some((hour * 3600 + minute * 60 + second, nanoseconds))
}

fn read_second(text: &str) -> Option<(i64, u32)> {
    let Some((second, fraction)) = text.split_once('.') else { return Some((number(text, 0..=59)?, 0)) };
    let missing = 9_u32.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let nanoseconds = number(fraction, 0..=999_999_999)? * 10_i64.pow(missing);
    Some((number(second, 0..=59)?, u32::try_from(nanoseconds).ok()?))
}

/// `hh[:mm]`, in seconds.
fn read_zone(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
    let two_digits = hour.len() == 2 && minute.len() == 2;
    let seconds = number(hour, 0..=23)? * 3600 + number(minute, 0..=59)? * 60;
    two_digits.then_some(seconds)
}

fn number(text: &str, range: RangeInclusive<i64>) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = digits.then(|| text.parse().ok())??;
    range.contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        Moment::read(text).map(|moment| moment.seconds)
    }

    #[test]
    fn forms_of_one_moment() {
        for text in [
            "2024",
            "2024T",
            "2024-01",
            "2024-1-1",
            "2024-01-01",
            "2024-01-01T0",
            "2024-01-01T00Z",
            "2024-01-01T00:00",
            "2024-01-01T00:00Z",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00:00Z",
            "2024-01-01t00:00:00z",
            "2024-01-01T00:00:00+00",
            "2024-01-01T00:00:00.0Z",
            "2024-01T00:00Z",
            "2024-01-01T01:30:00+01:30",
            "2023-12-31T19:00-05",
            "2023-12-31T19:00-05:00",
            "1704067200",
        ] {
            assert_eq!(seconds(text), Some(1_704_067_200), "{text}");
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let known =
            [("1970", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("0-1-1", -719_528)];
        for (text, days) in known {
            assert_eq!(seconds(text), Some(days * DAY), "{text}");
        }
        for (before, after) in [("1900-02-28", "1900-03-01"), ("2023-12-31", "2024-01-01"), ("-1-12-31", "0-1-1")] {
            assert_eq!(seconds(before).map(|at| at + DAY), seconds(after), "{before}");
        }
    }

    #[test]
    fn order_is_kept_at_any_distance() {
        let ascending = [
            "-292275054",
            "-1",
            "01T",
            "0",
            "2024-01-01T00:00:00.25Z",
            "2024-01-01T00:00:00.250000001Z",
            "1782907200000",
            "292278993T",
            "292278993-12-31",
            "9223372036854775807",
        ];
        for pair in ascending.windows(2) {
            assert!(Moment::read(pair[0]).unwrap() < Moment::read(pair[1]).unwrap(), "{pair:?}");
        }
        assert_eq!(Moment::read("2024-01-01T00:00:00.250Z"), Moment::read("2024-01-01T00:00:00.25Z"));
    }

    #[test]
    fn what_aws_takes() {
        let recorded = ["01T", "-292275054", "2016-12-13t2:00:00.593194+23", "2019-07-01T13:20:15Z"];
        let by_the_manual =
            ["2024", "2024-02", "2024-02-29", "2024-02-29T10:00Z", "2024-02-29T10:00:00.5-08:00", "1719792000"];
        for text in recorded.into_iter().chain(by_the_manual).chain(["0", "9223372036854775807"]) {
            assert!(Moment::read(text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_aws_refuses() {
        let recorded = ["sdfdsf", "234-13", "2016-12-13t2:00:00.593194+1", "2016-12-13t2:00:00.1999999999+10:59"];
        let bounds = ["9223372036854775808", "292278994-01", "-292275055", "2024-00", "2024-01-32", "2024-1-1-1"];
        let calendar = ["2024-02-30", "2023-02-29", "1900-02-29", "2024-04-31", "2024-13", "2024-01-01T24:00Z"];
        let times = ["T", "2024T24", "2024T1:60", "2024T1:1:60", "2024T1:1:1:1", "2024T:30", "2024T1Z+00:00", "2024TZ"];
        let zones = ["2024-02-29T10:00+", "2024-02-29T10:00+24:00", "2024-01-01T00:00+0100", "2024-01-01T00+1-1"];
        let fractions = ["2024-01-01T00:00:00.Z", "2024-01-01T00:00:00.+1Z", "2024-01-01T00:00:00.1234567890Z"];
        let others = ["", "-", "1.5", "+5", " 5", "2024 ", "--1", "2024-01-01 00:00:00Z", "é024", "99Té:+00:00", "٣"];
        let refused = recorded.into_iter().chain(bounds).chain(calendar).chain(times);
        for text in refused.chain(zones).chain(fractions).chain(others) {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }
}
