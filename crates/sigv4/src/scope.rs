//! The credential: an access key id and the scope its signing key is made for.

use std::borrow::Cow;

use crate::error::SignatureError;
use crate::rules::ServiceRules;
use crate::stamp::Stamp;
use crate::{TERMINATOR, split};

/// What a signing key is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The day, as `20260701`, in UTC.
    pub date: &'a str,
    /// The region.
    pub region: &'a str,
    /// The service.
    pub service: &'a str,
}

impl Scope<'_> {
    /// Writes `20260701/us-east-1/sts/aws4_request`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        for piece in [self.date, self.region, self.service] {
            out.extend_from_slice(piece.as_bytes());
            out.push(b'/');
        }
        out.extend_from_slice(TERMINATOR.as_bytes());
    }
}

/// The five elements of a `Credential` parameter.
#[derive(Clone)]
pub(crate) struct Credential<'a> {
    access_key_id: Cow<'a, str>,
    date: Cow<'a, str>,
    region: Cow<'a, str>,
    service: Cow<'a, str>,
    terminator: Cow<'a, str>,
}

impl<'a> Credential<'a> {
    /// The elements, or the text as it came if there are not five.
    pub(crate) fn parse(text: Cow<'a, str>) -> Result<Self, Cow<'a, str>> {
        let elements = match &text {
            Cow::Borrowed(text) => five(text).map(|elements| elements.map(Cow::Borrowed)),
            Cow::Owned(text) => five(text).map(|elements| elements.map(|element| Cow::Owned(element.to_owned()))),
        };
        let [access_key_id, date, region, service, terminator] = elements.ok_or(text)?;
        Ok(Self { access_key_id, date, region, service, terminator })
    }

    pub(crate) fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope { date: &self.date, region: &self.region, service: &self.service }
    }

    /// Region and service, then terminator, then date.
    pub(crate) fn check(&self, rules: &ServiceRules<'_>, stamp: &Stamp<'_>) -> Result<(), SignatureError> {
        let region_accepted = rules.regions.accept(&self.region);
        let service_accepted = rules.service == self.service;
        if !region_accepted || !service_accepted {
            let service_expected = (!service_accepted).then(|| rules.service.to_owned());
            return Err(SignatureError::Scope { region_accepted, service_expected });
        }
        if self.terminator != TERMINATOR {
            return Err(SignatureError::Terminator(self.terminator.to_string()));
        }
        if self.date != stamp.date() {
            let (scope, date) = (self.date.to_string(), stamp.date().to_owned());
            return Err(SignatureError::ScopeDate { scope, date, timestamp: stamp.text().to_owned() });
        }
        Ok(())
    }
}

fn five(text: &str) -> Option<[&str; 5]> {
    let mut elements = split::all(text, b'/');
    let five = [elements.next()?, elements.next()?, elements.next()?, elements.next()?, elements.next()?];
    elements.next().is_none().then_some(five)
}
