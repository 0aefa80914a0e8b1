//! What a kind of credentials can never call, whatever the policies say.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html>

use super::Scene;
use crate::caller::Who;
use crate::fault::{Fault, common};
use crate::spec::{Service, Spec};

impl Scene<'_> {
    /// Credentials from `sts:GetSessionToken` can call of STS only `AssumeRole` and `GetCallerIdentity`, and IAM only if they were
    /// issued with MFA.
    pub(super) fn check_credentials(&self, spec: &Spec) -> Result<(), Fault> {
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
