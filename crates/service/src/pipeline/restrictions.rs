//! What a kind of credentials can never call, whatever the policies say.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>

use super::Scene;
use super::authorise::not_authorised;
use crate::caller::Who;
use crate::fault::{Fault, common};
use crate::spec::{Callers, Service, Spec};

impl Scene<'_> {
    /// Each operation has its kinds of callers; and credentials from `sts:GetSessionToken` can call of STS only `AssumeRole` and
    /// `GetCallerIdentity`, and IAM only if they were issued with MFA.
    pub(super) fn check_credentials(&self, spec: &Spec) -> Result<(), Fault> {
        if !spec.callers.include(&self.caller.who) {
            let action = format!("{}:{}", spec.service.name(), spec.name);
            return Err(Fault::new(spec.service.access_denied(), not_authorised(self.caller, &action)));
        }
        let Some(session) = &self.caller.session else { return Ok(()) };
        if matches!(self.caller.who, Who::Role(_)) {
            return Ok(());
        }
        match spec.service {
            Service::Sts if !matches!(spec.name, "AssumeRole" | "GetCallerIdentity") => {
                Err(Fault::new(common::ACCESS_DENIED, format!("Cannot call {} with session credentials", spec.name)))
            }
            Service::Iam if session.mfa.is_none() => Err(Fault::new(
                common::INVALID_CLIENT_TOKEN_ID,
                "The security token included in the request is invalid",
            )),
            _ => Ok(()),
        }
    }
}

impl Callers {
    fn include(self, who: &Who) -> bool {
        match who {
            Who::Root | Who::User(_) | Who::Role(_) => matches!(self, Self::Principals | Self::PrincipalsAndHosts),
            Who::Host(_) => matches!(self, Self::PrincipalsAndHosts | Self::Hosts),
            Who::JoinToken(_) => self == Self::JoinTokens,
            // Services act within the server; they make no calls.
            Who::Service(_) => false,
        }
    }
}
