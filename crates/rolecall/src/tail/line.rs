//! One record of the trail, read as a decision.

use std::fmt;

use serde::Deserialize;

use crate::cli::harmless;

/// Which records are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) denied: bool,
    pub(super) principal: Option<&'a str>,
}

impl Wanted<'_> {
    pub(super) fn takes(self, line: &str) -> bool {
        let Some(decided) = Decided::read(line) else { return !self.denied && self.principal.is_none() };
        (!self.denied || decided.outcome() != Outcome::Allowed)
            && self.principal.is_none_or(|principal| decided.is_by(principal))
    }
}

/// A record, as far as it is about a decision.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Decided {
    event_time: String,
    event_source: String,
    event_name: String,
    user_identity: Identity,
    error_code: Option<String>,
    error_message: Option<String>,
    #[serde(default)]
    resources: Vec<Resource>,
    additional_event_data: Option<Data>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    arn: Option<String>,
    invoked_by: Option<String>,
    user_name: Option<String>,
    session_context: Option<SessionContext>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionContext {
    session_issuer: Option<Issuer>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issuer {
    arn: Option<String>,
    user_name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resource {
    #[serde(rename = "ARN")]
    arn: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    rolecall_would_deny: Option<String>,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Allowed,
    Denied,
    /// It was let through, and would have been denied.
    WouldDeny,
}

impl Decided {
    pub(super) fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }

    /// Errors other than denials were allowed to happen.
    fn outcome(&self) -> Outcome {
        let denied = self
            .error_code
            .as_deref()
            .is_some_and(|code| code.starts_with("AccessDenied") || code.starts_with("UnauthorizedOperation"));
        match self.would_deny() {
            _ if denied => Outcome::Denied,
            Some(_) => Outcome::WouldDeny,
            None => Outcome::Allowed,
        }
    }

    fn would_deny(&self) -> Option<&str> {
        self.additional_event_data.as_ref()?.rolecall_would_deny.as_deref()
    }

    /// By its ARN or that of its role, by its name, or by the last part of its ARN.
    fn is_by(&self, principal: &str) -> bool {
        let identity = &self.user_identity;
        let issuer = identity.session_context.as_ref().and_then(|context| context.session_issuer.as_ref());
        let names = [&identity.arn, &identity.invoked_by, &identity.user_name].into_iter().flatten();
        let of_issuer = issuer.into_iter().flat_map(|issuer| [&issuer.arn, &issuer.user_name]).flatten();
        names.chain(of_issuer).any(|name| {
            name == principal || name.strip_suffix(principal).is_some_and(|rest| rest.ends_with(['/', ':']))
        })
    }

    fn who(&self) -> &str {
        let identity = &self.user_identity;
        identity.arn.as_deref().or(identity.invoked_by.as_deref()).unwrap_or("anonymous")
    }
}

impl fmt::Display for Decided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome() {
            Outcome::Allowed => "ALLOW",
            Outcome::Denied => "DENY ",
            Outcome::WouldDeny => "SOFT ",
        };
        let service = self.event_source.split('.').next().unwrap_or_default();
        let mut text = format!("{} {outcome} {} {service}:{}", self.event_time, self.who(), self.event_name);
        if let Some(resource) = self.resources.first().and_then(|resource| resource.arn.as_deref()) {
            text.extend([" ", resource]);
        }
        let reason = self.would_deny().or(self.error_message.as_deref());
        if let Some(code) = &self.error_code {
            text.extend([" ", code]);
        }
        if let Some(reason) = reason {
            text.extend(["\n    ", reason]);
        }
        f.write_str(&harmless(&text))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/web/i-1";

    fn record(more: &Value) -> String {
        let issuer = json!({"arn": "arn:aws:iam::111122223333:role/team/web", "userName": "web"});
        let mut record = json!({
            "eventTime": "2026-07-01T12:00:00Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject",
            "userIdentity": {"type": "AssumedRole", "arn": SESSION, "sessionContext": {"sessionIssuer": issuer}},
            "resources": [{"ARN": "arn:aws:s3:::b/k"}], "additionalEventData": {"rolecallMode": "enforce"},
        });
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        record.to_string()
    }

    #[test]
    fn decisions_in_words() {
        for (more, expected) in [
            (json!({}), format!("ALLOW {SESSION} s3:GetObject arn:aws:s3:::b/k")),
            (
                json!({"errorCode": "AccessDenied", "errorMessage": "User: x\u{1b}[31m"}),
                format!("DENY  {SESSION} s3:GetObject arn:aws:s3:::b/k AccessDenied\n    User: x\u{fffd}[31m"),
            ),
            (
                json!({"additionalEventData": {"rolecallMode": "soft", "rolecallWouldDeny": "because"}}),
                format!("SOFT  {SESSION} s3:GetObject arn:aws:s3:::b/k\n    because"),
            ),
            (
                json!({"errorCode": "NoSuchEntityException", "resources": []}),
                format!("ALLOW {SESSION} s3:GetObject NoSuchEntityException"),
            ),
            (
                json!({"userIdentity": {"type": "AWSAccount"}}),
                "ALLOW anonymous s3:GetObject arn:aws:s3:::b/k".to_owned(),
            ),
        ] {
            let shown = Decided::read(&record(&more)).unwrap().to_string();
            assert_eq!(shown, format!("2026-07-01T12:00:00Z {expected}"));
        }
    }

    #[test]
    fn only_what_is_wanted() {
        let line = record(&json!({}));
        for (principal, expected) in [
            (SESSION, true),
            ("arn:aws:iam::111122223333:role/team/web", true),
            ("web", true),
            ("role/team/web", true),
            ("i-1", true),
            ("eb", false),
            ("other", false),
        ] {
            assert_eq!(Wanted { denied: false, principal: Some(principal) }.takes(&line), expected, "{principal}");
        }
        let denied = Wanted { denied: true, principal: None };
        assert!(!denied.takes(&line) && !denied.takes("half a rec"));
        assert!(denied.takes(&record(&json!({"errorCode": "AccessDeniedException"}))));
        assert!(denied.takes(&record(&json!({"additionalEventData": {"rolecallWouldDeny": "because"}}))));
    }
}
