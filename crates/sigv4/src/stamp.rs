//! The signing time of a request and its check against the clock.

use std::borrow::Cow;

use rolecall_model::Time;

use crate::error::SignatureError;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A signing time, as a moment and as the text that is signed.
#[derive(Clone)]
pub(crate) struct Stamp<'a> {
    time: Time,
    text: Cow<'a, str>,
}

impl<'a> Stamp<'a> {
    /// Reads `20260701T120000Z`.
    pub(crate) fn parse_basic(text: Cow<'a, str>) -> Result<Self, SignatureError> {
        match Time::parse_amz_basic(&text) {
            Some(time) => Ok(Self { time, text }),
            None => Err(SignatureError::DateFormat(text.into_owned())),
        }
    }

    /// Reads a `Date` header: the basic form, or that of RFC 1123.
    pub(crate) fn parse_date_header(text: Cow<'a, str>) -> Result<Self, SignatureError> {
        match basic_of_rfc1123(&text) {
            Some(basic) => {
                Self::parse_basic(Cow::Owned(basic)).map_err(|_| SignatureError::DateFormat(text.into_owned()))
            }
            None => Self::parse_basic(text),
        }
    }

    pub(crate) fn of(time: Time) -> Self {
        Self { time, text: Cow::Owned(time.amz_basic()) }
    }

    pub(crate) fn time(&self) -> Time {
        self.time
    }

    /// `20260701T120000Z`.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// `20260701`.
    pub(crate) fn date(&self) -> &str {
        self.text.split_once('T').map_or("", |(date, _)| date)
    }

    /// Whether `now` lies between `window` seconds before this time and `lifetime` seconds after it.
    pub(crate) fn check(&self, now: Time, window: i64, lifetime: i64) -> Result<(), SignatureError> {
        if self.time < now.plus(-lifetime) {
            return Err(SignatureError::Expired { signed: self.time, now, lifetime });
        }
        if self.time > now.plus(window) {
            return Err(SignatureError::NotYetCurrent { signed: self.time, now, window });
        }
        Ok(())
    }
}

/// `Wed, 01 Jul 2026 12:00:00 GMT` as `20260701T120000Z`; `-0000` and `+0000` name the same zone.
fn basic_of_rfc1123(text: &str) -> Option<String> {
    let mut words = text.split_once(", ")?.1.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let (clock, zone) = (words.next()?, words.next()?);
    if words.next().is_some() || !matches!(zone, "GMT" | "UTC" | "+0000" | "-0000") {
        return None;
    }
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Some(format!("{year}{month:02}{day:0>2}T{}Z", clock.replace(':', "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_headers() {
        for text in [
            "20260701T120000Z",
            "Wed, 01 Jul 2026 12:00:00 GMT",
            "Wed, 1 Jul 2026 12:00:00 GMT",
            "Wed, 01 Jul 2026 12:00:00 -0000",
        ] {
            let stamp = Stamp::parse_date_header(text.into()).unwrap();
            assert_eq!((stamp.text(), stamp.date()), ("20260701T120000Z", "20260701"), "{text}");
        }
        for text in
            ["", "Wed, 01 Jul 2026 12:00:00 CET", "Wed, 41 Jul 2026 12:00:00 GMT", "Wed, 01 Jul 26 12:00:00 GMT"]
        {
            let Err(SignatureError::DateFormat(got)) = Stamp::parse_date_header(text.into()) else {
                panic!("accepted {text}");
            };
            assert_eq!(got, text);
        }
    }
}
