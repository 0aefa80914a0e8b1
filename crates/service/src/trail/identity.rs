//! `userIdentity`: who called, and through which session.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>

use serde::Serialize;

use crate::caller::{Caller, Who};
use crate::token::Session;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserIdentity {
    #[serde(rename = "type")]
    kind: &'static str,
    principal_id: String,
    arn: String,
    account_id: String,
    access_key_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_context: Option<SessionContext>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionContext {
    #[serde(skip_serializing_if = "Option::is_none")]
    session_issuer: Option<SessionIssuer>,
    attributes: Attributes,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_identity: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionIssuer {
    #[serde(rename = "type")]
    kind: &'static str,
    principal_id: String,
    arn: String,
    account_id: String,
    user_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Attributes {
    creation_date: String,
    mfa_authenticated: &'static str,
}

impl UserIdentity {
    pub(super) fn of(caller: &Caller) -> Self {
        Self {
            kind: match caller.who {
                Who::Root => "Root",
                Who::User(_) => "IAMUser",
                Who::Role(_) => "AssumedRole",
            },
            principal_id: caller.user_id(),
            arn: caller.arn.to_string(),
            account_id: caller.account.to_string(),
            access_key_id: caller.key.to_string(),
            user_name: caller.as_user().map(|user| user.name.to_string()),
            session_context: caller.session.as_deref().map(|session| SessionContext::of(caller, session)),
        }
    }
}

impl SessionContext {
    fn of(caller: &Caller, session: &Session) -> Self {
        let issuer = match &caller.who {
            Who::Role(role) => Some(SessionIssuer {
                kind: "Role",
                principal_id: role.id.to_string(),
                arn: caller.principal_arn.to_string(),
                account_id: role.account.to_string(),
                user_name: role.name.to_string(),
            }),
            Who::Root | Who::User(_) => None,
        };
        Self {
            session_issuer: issuer,
            attributes: Attributes {
                creation_date: session.issued.iso8601(),
                mfa_authenticated: if session.mfa.is_some() { "true" } else { "false" },
            },
            source_identity: session.source_identity.as_ref().map(ToString::to_string),
        }
    }
}
