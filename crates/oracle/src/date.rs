//! Dates: ISO 8601 of which any end may be missing, or seconds since 1970.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>

/// ISO 8601 leaves the limit to its users; AWS's clocks count nanoseconds.
const FINEST_FRACTION: usize = 9;

/// A point in time. The fraction of a second is kept as its digits, which compare like the number they stand for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    seconds: i64,
    fraction: String,
}

impl Date {
    /// `None` for a text that is no date.
    pub(crate) fn read(text: &str) -> Option<Self> {
        // Four digits alone are a year; any other digits alone are seconds.
        if text.len() != 4 && is_digits(text) {
            return Some(Self { seconds: text.parse().ok()?, fraction: String::new() });
        }
        let (day, time) = text.split_once(['T', 't']).unwrap_or((text, ""));
        let midnight = days(day)?.checked_mul(24 * 60 * 60)?;
        if time.is_empty() {
            return Some(Self { seconds: midnight, fraction: String::new() });
        }
        let (clock, offset) = split_zone(time)?;
        let mut parts = clock.split(':');
        let hour = within(parts.next()?, 23)?;
        let minute = parts.next().map_or(Some(0), |minute| within(minute, 59))?;
        let (second, fraction) = parts.next().map_or(Some((0, String::new())), seconds)?;
        if parts.next().is_some() {
            return None;
        }
        Some(Self { seconds: midnight + (hour * 60 + minute) * 60 + second - offset, fraction })
    }
}

/// The time of day, and how far its zone is ahead, in seconds. Without a zone it is UTC.
fn split_zone(time: &str) -> Option<(&str, i64)> {
    if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(at) = time.find(['+', '-']) else {
        return Some((time, 0));
    };
    let (clock, zone) = time.split_at_checked(at)?;
    let (sign, zone) = zone.strip_prefix('-').map_or((1, zone.get(1..)?), |zone| (-1, zone));
    let (hours, minutes) = zone.split_once(':').unwrap_or((zone, "00"));
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    Some((clock, sign * (within(hours, 23)? * 60 + within(minutes, 59)?) * 60))
}

/// Whole seconds, and the digits after the point without trailing zeros.
fn seconds(text: &str) -> Option<(i64, String)> {
    match text.split_once('.') {
        None => Some((within(text, 59)?, String::new())),
        Some((whole, fraction)) if is_digits(fraction) && fraction.len() <= FINEST_FRACTION => {
            Some((within(whole, 59)?, fraction.trim_end_matches('0').to_owned()))
        }
        Some(_) => None,
    }
}

/// `[-]YYYY[-MM[-DD]]` as days since 1970-01-01 in the Gregorian calendar.
fn days(text: &str) -> Option<i64> {
    let (is_negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut fields = rest.split('-');
    // The years at which AWS ends.
    let year = within(fields.next()?, 292_278_993)?;
    let year = if is_negative { -year } else { year };
    if year < -292_275_054 {
        return None;
    }
    let month = fields.next().map_or(Some(1), |month| within(month, 12))?;
    let day = fields.next().map_or(Some(1), |day| within(day, 31))?;
    let is_leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    let lengths = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months_before = usize::try_from(month.checked_sub(1)?).ok()?;
    if fields.next().is_some() || day < 1 || day > *lengths.get(months_before)? {
        return None;
    }
    let in_year = lengths.iter().take(months_before).sum::<i64>() + day - 1;
    Some(days_before(year) - days_before(1970) + in_year)
}

/// How many days lie between the first of January of the year 1 and that of `year`.
fn days_before(year: i64) -> i64 {
    let before = year - 1;
    before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number written in digits and at most `largest`.
fn within(text: &str, largest: i64) -> Option<i64> {
    if !is_digits(text) {
        return None;
    }
    text.parse().ok().filter(|number| *number <= largest)
}
