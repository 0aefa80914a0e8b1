//! One record of a request to a service that is not implemented here, as `CloudTrail` writes events of that service.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html>

use rolecall_model::{Entropy, Time};

use super::entry::{TEXT_BYTES, cut, describe_tls, push_address, record_line, uuid};
use super::json::Object;
use super::{Receipt, Trail};
use crate::gateway::{Happened, Visit};
use crate::identify::Identified;

/// What a record is made from.
pub struct Foreign<'a> {
    /// The request.
    pub visit: &'a Visit<'a>,
    /// What became of it.
    pub happened: &'a Happened<'a>,
}

impl Foreign<'_> {
    /// Hands the record to the trail.
    pub fn record<'t>(&self, trail: &'t dyn Trail, entropy: &dyn Entropy) -> Receipt<'t> {
        record_line(trail, |line| self.write(line, entropy))
    }

    fn write(&self, line: &mut String, entropy: &dyn Entropy) {
        let Self { visit, happened } = *self;
        let circumstances = &visit.circumstances;
        Object::write(line, |record| {
            record.plain("eventVersion", "1.11");
            record.object("userIdentity", |identity| describe_caller(visit.identified, identity));
            record.plain("eventTime", &Time::iso8601(visit.now));
            record.text("eventSource", &[visit.service, ".amazonaws.com"].concat());
            record.text("eventName", visit.operation);
            record.text("awsRegion", visit.region);
            record.value("sourceIPAddress", |json| push_address(json, circumstances.source_ip));
            record.nullable("userAgent", circumstances.user_agent.map(|agent| cut(agent, TEXT_BYTES)));
            if let Some(fault) = happened.fault {
                record.text("errorCode", fault.code.shape);
                record.optional("errorMessage", Some(cut(&fault.message, TEXT_BYTES)).filter(|text| !text.is_empty()));
            } else if let Some(code) = happened.upstream_error {
                record.text("errorCode", cut(code, TEXT_BYTES));
            }
            record.object("requestParameters", |parameters| {
                for (name, value) in happened.parameters {
                    parameters.text(name, cut(value, TEXT_BYTES));
                }
                parameters.optional("Host", circumstances.host.map(|host| cut(host, TEXT_BYTES)));
            });
            record.value("responseElements", |json| json.push_str("null"));
            record.object("additionalEventData", |data| {
                data.plain("rolecallMode", happened.mode);
                data.optional("rolecallWouldDeny", happened.only_noted.map(|fault| cut(&fault.message, TEXT_BYTES)));
            });
            record.plain("requestID", circumstances.request_id);
            record.plain("eventID", &uuid(entropy));
            record.boolean("readOnly", happened.read_only);
            record.value("resources", |json| push_resources(json, visit));
            record.plain("eventType", "AwsApiCall");
            record.boolean("managementEvent", !happened.is_data);
            record.plain("recipientAccountId", happened.owner.as_str());
            record.plain("eventCategory", if happened.is_data { "Data" } else { "Management" });
            if let Some(tls) = circumstances.tls {
                record.object("tlsDetails", |details| describe_tls(tls, circumstances.host, details));
            }
        });
    }
}

/// The most resources that a record names; a deletion of many objects has a thousand.
const RESOURCES: usize = 16;

fn push_resources(json: &mut String, visit: &Visit<'_>) {
    let mut separator = '[';
    for asked in visit.asked.iter().filter(|asked| asked.resource != "*").take(RESOURCES) {
        json.push(separator);
        Object::write(json, |resource| resource.text("ARN", cut(&asked.resource, TEXT_BYTES)));
        separator = ',';
    }
    json.push_str(if separator == '[' { "[]" } else { "]" });
}

fn describe_caller(identified: Option<&Identified>, identity: &mut Object<'_>) {
    if let Some(identified) = identified {
        return identified.caller().describe(identity);
    }
    identity.plain("type", "AWSAccount");
    identity.plain("principalId", "");
    identity.plain("accountId", "ANONYMOUS_PRINCIPAL");
}
