//! One record: what is known of a call, as a line of JSON.

use rolecall_model::shape::Encode;
use rolecall_model::{Entropy, Time};
use serde::Serialize;

use super::identity::UserIdentity;
use super::sink::to_json;
use crate::caller::Caller;
use crate::fault::{Fault, common};
use crate::pipeline::{Circumstances, Tls};
use crate::spec::{Effect, Spec};

/// Texts longer than this are cut, as `CloudTrail` cuts them.
const TEXT_BYTES: usize = 1024;

/// Parameters and results longer than this are left out, as `CloudTrail` leaves them out.
const PARAMETER_BYTES: usize = 100 << 10;

/// Most records are shorter.
const LINE_BYTES: usize = 3072;

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    event_version: &'static str,
    user_identity: UserIdentity,
    event_time: String,
    event_source: &'static str,
    event_name: &'static str,
    aws_region: &'a str,
    #[serde(rename = "sourceIPAddress")]
    source_ip_address: String,
    user_agent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'a str>,
    #[serde(rename = "requestID")]
    request_id: &'a str,
    #[serde(rename = "eventID")]
    event_id: String,
    read_only: bool,
    event_type: &'static str,
    management_event: bool,
    recipient_account_id: String,
    event_category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_details: Option<TlsDetails<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TlsDetails<'a> {
    tls_version: &'a str,
    cipher_suite: &'a str,
    client_provided_host_header: Option<&'a str>,
}

impl Entry<'_> {
    /// The record, without a line break.
    pub fn to_line(&self, entropy: &dyn Entropy) -> std::io::Result<Vec<u8>> {
        let mut json = Vec::with_capacity(LINE_BYTES);
        serde_json::to_writer(&mut json, &self.line(entropy))?;
        // Its last brace makes room for what is JSON already.
        json.pop();
        for (name, value) in
            [("requestParameters", self.request_parameters()), ("responseElements", self.response_elements())]
        {
            json.extend_from_slice(format!(",\"{name}\":").as_bytes());
            json.extend_from_slice(value.as_deref().unwrap_or("null").as_bytes());
        }
        json.push(b'}');
        Ok(json)
    }

    fn line(&self, entropy: &dyn Entropy) -> Line<'_> {
        Line {
            event_version: "1.11",
            user_identity: UserIdentity::of(self.caller),
            event_time: self.now.iso8601(),
            event_source: self.spec.service.event_source(),
            event_name: self.spec.name,
            aws_region: self.region,
            source_ip_address: self.circumstances.source_ip.to_string(),
            user_agent: self.circumstances.user_agent.map(|agent| cut(agent, TEXT_BYTES)),
            error_code: self.outcome.err().map(|fault| fault.code.shape),
            error_message: self
                .outcome
                .err()
                .map(|fault| &*fault.message)
                .filter(|message| !message.is_empty())
                .map(|message| cut(message, TEXT_BYTES)),
            request_id: self.circumstances.request_id,
            event_id: uuid(entropy),
            read_only: self.spec.effect != Effect::Writes,
            event_type: "AwsApiCall",
            management_event: true,
            recipient_account_id: self.caller.account.to_string(),
            event_category: "Management",
            tls_details: self.circumstances.tls.map(|tls| self.tls_details(tls)),
        }
    }

    /// Null where the caller was not allowed, and where there are none.
    fn request_parameters(&self) -> Option<String> {
        let denied = matches!(self.outcome, Err(fault) if fault.code == common::ACCESS_DENIED || fault.code == common::ACCESS_DENIED_EXCEPTION);
        self.shown(self.parameters.filter(|_| !denied)?)
    }

    /// Null for calls that only read.
    fn response_elements(&self) -> Option<String> {
        self.shown(self.outcome.ok().filter(|_| self.spec.effect != Effect::Reads)?)
    }

    fn shown(&self, value: &dyn Encode) -> Option<String> {
        let json = to_json(value, self.spec.service);
        (json != "{}" && json.len() <= PARAMETER_BYTES).then_some(json)
    }

    fn tls_details<'a>(&'a self, tls: Tls<'a>) -> TlsDetails<'a> {
        TlsDetails {
            tls_version: tls.version,
            cipher_suite: tls.cipher_suite,
            client_provided_host_header: self.circumstances.host,
        }
    }
}

fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

/// A random UUID (RFC 9562, version 4).
pub fn uuid(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = data_encoding::HEXLOWER.encode(&bytes);
    let mut text = String::with_capacity(36);
    for (at, digit) in hex.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}
