//! Dates in conditions, as leniently as AWS reads them when a policy is saved.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>

use std::ops::RangeInclusive;

/// The years of Java's dates, which is where AWS ends.
const YEARS: RangeInclusive<i64> = -292_275_054..=292_278_993;

/// Whether the text is seconds since 1970, or a date of ISO 8601 of which any end may be missing (`2016-12-13t2:00`,
/// `01T`).
pub(super) fn is_date(text: &str) -> bool {
    if !text.contains(['t', 'T', '-']) {
        return number(text, 0..=i64::MAX);
    }
    match text.split_once(['t', 'T']) {
        None => is_day(text),
        Some((day, "")) => is_day(day),
        Some((day, time)) => is_day(day) && is_time_with_zone(time),
    }
}

/// `[-]YYYY[-MM[-DD]]`
fn is_day(text: &str) -> bool {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut fields = rest.split('-');
    let year = fields.next().filter(|year| digits(year)).and_then(|year| year.parse::<i64>().ok());
    year.is_some_and(|year| YEARS.contains(&(sign * year)))
        && fields.next().is_none_or(|month| number(month, 1..=12))
        && fields.next().is_none_or(|day| number(day, 1..=31))
        && fields.next().is_none()
}

fn is_time_with_zone(text: &str) -> bool {
    if let Some(time) = text.strip_suffix(['z', 'Z']) {
        return is_time(time);
    }
    match text.split_once(['+', '-']) {
        None => is_time(text),
        Some((time, zone)) => is_time(time) && is_zone(zone),
    }
}

/// `hh[:mm[:ss[.fraction]]]`
fn is_time(text: &str) -> bool {
    let mut fields = text.split(':');
    fields.next().is_some_and(|hour| number(hour, 0..=23))
        && fields.next().is_none_or(|minute| number(minute, 0..=59))
        && fields.next().is_none_or(is_second)
        && fields.next().is_none()
}

fn is_second(text: &str) -> bool {
    match text.split_once('.') {
        None => number(text, 0..=59),
        Some((second, fraction)) => number(second, 0..=59) && digits(fraction) && fraction.len() <= 9,
    }
}

/// `hh[:mm]`
fn is_zone(text: &str) -> bool {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
    hour.len() == 2 && number(hour, 0..=23) && minute.len() == 2 && number(minute, 0..=59)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str, range: RangeInclusive<i64>) -> bool {
    digits(text) && text.parse().is_ok_and(|value| range.contains(&value))
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn what_aws_takes() {
        let recorded = ["01T", "-292275054", "2016-12-13t2:00:00.593194+23", "2019-07-01T13:20:15Z"];
        let by_the_manual =
            ["2024", "2024-02", "2024-02-29", "2024-02-29T10:00Z", "2024-02-29T10:00:00.5-08:00", "1719792000"];
        for text in recorded.into_iter().chain(by_the_manual).chain(["0", "9223372036854775807"]) {
            assert!(is_date(text), "{text}");
        }
    }

    #[test]
    fn what_aws_refuses() {
        let recorded = ["sdfdsf", "234-13", "2016-12-13t2:00:00.593194+1", "2016-12-13t2:00:00.1999999999+10:59"];
        let bounds = ["9223372036854775808", "292278994-01", "-292275055", "2024-00", "2024-01-32", "2024-1-1-1"];
        let times = ["T", "2024T24", "2024T1:60", "2024T1:1:60", "2024T1:1:1:1", "2024T:30", "2024T1Z+00:00", "2024TZ"];
        let others = ["", "1.5", "+5", " 5", "2024 ", "--1", "2024-02-29T10:00+", "2024-02-29T10:00+24:00", "٣"];
        for text in recorded.into_iter().chain(bounds).chain(times).chain(others) {
            assert!(!is_date(text), "{text}");
        }
    }
}
