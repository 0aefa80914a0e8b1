//! `userIdentity`: who called, and through which session.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>

use rolecall_model::{AccessKeyId, SourceIdentity};

use super::json::Object;
use crate::caller::{Caller, Who};
use crate::directory::Role;
use crate::token::{Delivery, Session};

impl Caller {
    /// Writes the members of `userIdentity`.
    pub(super) fn describe(&self, identity: &mut Object<'_>) {
        let kind = match &self.who {
            Who::Root => "Root",
            Who::User(_) => "IAMUser",
            Who::Role(_) => "AssumedRole",
            Who::Host(_) => "RolecallHost",
            Who::JoinToken(_) => "RolecallJoinToken",
            Who::Service(workload) => {
                identity.plain("type", "AWSService");
                identity.plain("invokedBy", workload.kind().service_principal());
                return;
            }
        };
        identity.plain("type", kind);
        identity.text("principalId", &self.user_id());
        identity.text("arn", self.arn.as_str());
        identity.plain("accountId", self.account.as_str());
        identity.optional("accessKeyId", self.key.as_ref().map(AccessKeyId::as_str));
        identity.optional("userName", self.as_user().map(|user| user.name.as_str()));
        if let Some(session) = &self.session {
            identity.object("sessionContext", |context| self.describe_session(session, context));
        }
    }

    fn describe_session(&self, session: &Session, context: &mut Object<'_>) {
        if let Who::Role(role) = &self.who {
            context.object("sessionIssuer", |issuer| self.describe_issuer(role, issuer));
        }
        context.object("attributes", |attributes| {
            attributes.plain("creationDate", &session.issued.iso8601());
            attributes.plain("mfaAuthenticated", if session.mfa.is_some() { "true" } else { "false" });
        });
        context.optional("ec2RoleDelivery", session.delivery.as_ref().and_then(Delivery::role_delivery));
        context.optional("sourceIdentity", session.source_identity.as_ref().map(SourceIdentity::as_str));
    }

    fn describe_issuer(&self, role: &Role, issuer: &mut Object<'_>) {
        issuer.plain("type", "Role");
        issuer.plain("principalId", role.id.as_str());
        issuer.text("arn", self.principal_arn.as_str());
        issuer.plain("accountId", role.account.as_str());
        issuer.text("userName", role.name.as_str());
    }
}
