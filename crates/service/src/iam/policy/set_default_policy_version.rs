//! `iam:SetDefaultPolicyVersion`: another version of a managed policy comes into force for everybody who uses it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html>

use rolecall_derive::Input;

use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::shapes::{ArnText, PolicyVersionId};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct SetDefaultPolicyVersion {
    policy_arn: ArnText,
    version_id: PolicyVersionId,
}

impl Operation for SetDefaultPolicyVersion {
    const SPEC: Spec = Spec::iam("SetDefaultPolicyVersion").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::INVALID_INPUT,
        error::LIMIT_EXCEEDED,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:SetDefaultPolicyVersion", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let mut policy = find::own_policy(directory, account, &operation.policy_arn, "update policies")?;
        policy.default_version = find::version(&policy, &operation.version_id)?.number;
        directory.put(policy);
        Ok(Nothing)
    }
}
