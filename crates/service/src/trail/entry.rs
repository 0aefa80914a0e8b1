//! One record: what is known of a call, as a line of JSON.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::net::IpAddr;

use rolecall_model::json::push_string;
use rolecall_model::shape::Encode;
use rolecall_model::{Entropy, Time};

use super::json::Object;
use super::sink::push_encoded;
use super::{Receipt, Trail};
use crate::caller::Caller;
use crate::fault::{Fault, common};
use crate::pipeline::{Circumstances, Tls};
use crate::spec::{Effect, Spec};

/// Texts longer than this are cut, as `CloudTrail` cuts them.
pub(super) const TEXT_BYTES: usize = 1024;

/// Parameters and results longer than this are left out, as `CloudTrail` leaves them out.
const PARAMETER_BYTES: usize = 100 << 10;

/// What a thread keeps for the next record; nearly every record is shorter.
const KEPT_BYTES: usize = 8 << 10;

/// What a record is made from.
pub struct Entry<'a> {
    /// The operation.
    pub spec: &'a Spec,
    /// Who called.
    pub caller: &'a Caller,
    /// The region of the call.
    pub region: &'a str,
    /// Where from, and how.
    pub circumstances: &'a Circumstances<'a>,
    /// When.
    pub now: Time,
    /// The parameters, if they could be read.
    pub parameters: Option<&'a dyn Encode>,
    /// What the caller got.
    pub outcome: Result<&'a dyn Encode, &'a Fault>,
}

thread_local! {
    /// Where records are written before they go to the trail.
    static LINE: RefCell<String> = const { RefCell::new(String::new()) };
}

impl Entry<'_> {
    /// Hands the record to the trail.
    pub fn record<'t>(&self, trail: &'t dyn Trail, entropy: &dyn Entropy) -> Receipt<'t> {
        record_line(trail, |line| self.write(line, entropy))
    }

    fn write(&self, line: &mut String, entropy: &dyn Entropy) {
        Object::write(line, |record| {
            record.plain("eventVersion", "1.11");
            record.object("userIdentity", |identity| self.caller.describe(identity));
            record.plain("eventTime", &self.now.iso8601());
            record.plain("eventSource", self.spec.service.event_source());
            record.plain("eventName", self.spec.name);
            record.text("awsRegion", self.region);
            record.value("sourceIPAddress", |json| match self.caller.as_service() {
                Some(workload) => push_string(json, workload.kind().service_principal()),
                None => push_address(json, self.circumstances.source_ip),
            });
            record.nullable("userAgent", self.circumstances.user_agent.map(|agent| cut(agent, TEXT_BYTES)));
            if let Err(fault) = self.outcome {
                record.plain("errorCode", fault.code.shape);
                record.optional("errorMessage", Some(cut(&fault.message, TEXT_BYTES)).filter(|text| !text.is_empty()));
            }
            record.plain("requestID", self.circumstances.request_id);
            record.plain("eventID", &uuid(entropy));
            record.boolean("readOnly", self.spec.effect != Effect::Writes);
            record.plain("eventType", "AwsApiCall");
            record.boolean("managementEvent", true);
            record.plain("recipientAccountId", self.caller.account.as_str());
            record.plain("eventCategory", "Management");
            if let Some(tls) = self.circumstances.tls {
                record.object("tlsDetails", |details| describe_tls(tls, self.circumstances.host, details));
            }
            record.value("requestParameters", |json| self.push(json, self.request_parameters()));
            record.value("responseElements", |json| self.push(json, self.response_elements()));
        });
    }

    /// None where the caller was not allowed.
    fn request_parameters(&self) -> Option<&dyn Encode> {
        let denied = matches!(self.outcome, Err(fault) if fault.code == common::ACCESS_DENIED || fault.code == common::ACCESS_DENIED_EXCEPTION);
        self.parameters.filter(|_| !denied)
    }

    /// None for calls that only read.
    fn response_elements(&self) -> Option<&dyn Encode> {
        self.outcome.ok().filter(|_| self.spec.effect != Effect::Reads)
    }

    /// The value, or `null` if there is none, nothing in it, or too much.
    fn push(&self, json: &mut String, value: Option<&dyn Encode>) {
        let start = json.len();
        if let Some(value) = value {
            push_encoded(json, value, self.spec.service);
        }
        let bytes = json.len() - start;
        if bytes <= "{}".len() || bytes > PARAMETER_BYTES {
            json.truncate(start);
            json.push_str("null");
        }
    }
}

/// Hands the line that `write` makes to the trail.
pub(super) fn record_line(trail: &dyn Trail, write: impl FnOnce(&mut String)) -> Receipt<'_> {
    LINE.with_borrow_mut(|line| {
        line.clear();
        line.shrink_to(KEPT_BYTES);
        write(line);
        line.push('\n');
        Receipt::new(trail, trail.append(line))
    })
}

pub(super) fn describe_tls(tls: Tls<'_>, host: Option<&str>, details: &mut Object<'_>) {
    details.plain("tlsVersion", tls.version);
    details.plain("cipherSuite", tls.cipher_suite);
    details.nullable("clientProvidedHostHeader", host);
}

/// Appends an address. IPv4, which nearly all are, does without the formatting machinery.
pub(super) fn push_address(json: &mut String, address: IpAddr) {
    let IpAddr::V4(address) = address else {
        let _ = write!(json, "\"{address}\"");
        return;
    };
    let mut separator = "\"";
    for octet in address.octets() {
        json.push_str(separator);
        let digits = [b'0' + octet / 100, b'0' + octet / 10 % 10, b'0' + octet % 10];
        let leading = if octet < 10 { 2 } else { usize::from(octet < 100) };
        json.push_str(digits.get(leading..).and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default());
        separator = ".";
    }
    json.push('"');
}

pub(super) fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

/// Where the digits of each byte of a UUID stand.
const UUID_PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/// A random UUID (RFC 9562, version 4).
pub fn uuid(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
    let mut text = [b'-'; 36];
    for (byte, place) in bytes.into_iter().zip(UUID_PLACES) {
        if let Some([high, low]) = text.get_mut(place..place + 2) {
            (*high, *low) = (digit(byte >> 4), digit(byte & 15));
        }
    }
    str::from_utf8(&text).unwrap_or_default().to_owned()
}
