//! The rules of `sts:AssumeRole` beyond the form of its parameters.

use rolecall_model::{Arn, Tags};
use rolecall_policy::document::{PolicyKind, validate};

use super::AssumeRole;
use crate::caller::Who;
use crate::directory::{PolicyDocument, Role};
use crate::fault::Fault;
use crate::pipeline::Scene;
use crate::sts::error::StsError;
use crate::sts::mfa;

/// A role session lives one hour at most if a role session asked for it.
const CHAINED_SECONDS: i32 = 3600;

const MOST_TAGS: usize = 50;
const MOST_POLICIES: usize = 10;

impl AssumeRole {
    /// What is wrong whoever calls and whatever the trust policy says.
    pub(super) fn check_parameters(&self, scene: &Scene<'_>, role_arn: &Arn) -> Result<(), StsError> {
        if matches!(scene.caller.who, Who::Root) {
            return Err(StsError::RootCannotAssume);
        }
        self.check_tags(scene)?;
        self.check_source_identity(scene)?;
        // No provider of contexts is known here: what cannot be verified is refused.
        if self.provided_contexts.is_some() {
            let (caller, role) = (scene.caller.arn.to_string(), role_arn.to_string());
            return Err(StsError::ContextNotTrusted { caller, role });
        }
        mfa::check(self.serial_number.as_ref(), self.token_code.as_ref())
    }

    fn check_tags(&self, scene: &Scene<'_>) -> Result<(), StsError> {
        let requested = self.tags.as_ref().map_or(&[][..], |tags| tags.as_slice());
        if requested.iter().any(|tag| tag.key.as_str().to_ascii_lowercase().starts_with("aws:")) {
            return Err(StsError::ReservedTagKey);
        }
        let requested = Tags::unique(requested.to_vec()).ok_or(StsError::DuplicateTagKeys)?;
        let transitive = self.transitive_tag_keys.as_ref().map_or(&[][..], |keys| keys.as_slice());
        if transitive.iter().any(|key| requested.get(key.as_str()).is_none()) {
            return Err(StsError::TransitiveKeyWithoutTag);
        }
        let inherited = scene.caller.session.iter().flat_map(|session| session.inherited());
        if inherited.into_iter().any(|tag| requested.get(tag.key.as_str()).is_some()) {
            return Err(StsError::TransitiveKeyConflict);
        }
        if self.session_tags(scene).0.len() > MOST_TAGS { Err(StsError::TooManyTags) } else { Ok(()) }
    }

    fn check_source_identity(&self, scene: &Scene<'_>) -> Result<(), StsError> {
        let Some(asked) = &self.source_identity else { return Ok(()) };
        if asked.as_str().to_ascii_lowercase().starts_with("aws:") {
            return Err(StsError::ReservedSourceIdentity);
        }
        let carried = scene.caller.session.as_ref().and_then(|session| session.source_identity.as_ref());
        if carried.is_some_and(|carried| carried != asked) { Err(StsError::SourceIdentitySet) } else { Ok(()) }
    }

    /// How long the session lives.
    pub(super) fn seconds(&self, scene: &Scene<'_>, role: &Role) -> Result<i32, StsError> {
        let seconds = self.duration_seconds.unwrap_or_default().get();
        if seconds > role.max_session_duration.get() {
            return Err(StsError::LongerThanRoleAllows);
        }
        if scene.caller.is_role_session() && seconds > CHAINED_SECONDS {
            return Err(StsError::LongerThanChainAllows);
        }
        Ok(seconds)
    }

    /// The inline session policy, validated.
    pub(super) fn session_policy(&self) -> Result<Option<PolicyDocument>, StsError> {
        let Some(text) = &self.policy else { return Ok(None) };
        match validate(text.as_str(), PolicyKind::Session) {
            Ok(_) => Ok(Some(PolicyDocument::new(text.as_str()))),
            Err(invalid) => Err(StsError::MalformedPolicy { reason: invalid.to_string() }),
        }
    }

    /// The managed session policies, which must exist in the role's account or be AWS's.
    pub(super) fn session_policy_arns(&self, scene: &Scene<'_>, role: &Role) -> Result<Vec<Arn>, Fault> {
        let descriptors = self.policy_arns.as_deref().unwrap_or_default();
        if descriptors.len() > MOST_POLICIES {
            return Err(StsError::TooManyPolicies.into());
        }
        let arns = descriptors.iter().map(|descriptor| {
            // A descriptor without an ARN must not end as a session without its limit.
            let text = descriptor.arn.as_ref().map_or("", |arn| arn.as_str());
            let invalid = || StsError::InvalidPolicyArn { arn: text.to_owned() };
            let arn: Arn = text.parse().map_err(|_| invalid())?;
            let of_role = arn.account() == "aws" || arn.account_id() == Some(role.account);
            if of_role && scene.snapshot.managed_policy(&arn).is_some() { Ok(arn) } else { Err(invalid()) }
        });
        Ok(arns.collect::<Result<_, StsError>>()?)
    }
}
