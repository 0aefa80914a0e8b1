//! `iam:DeletePolicyVersion`: an end to a version of a managed policy that is not in force.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html>

use rolecall_derive::Input;

use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::shapes::{ArnText, PolicyVersionId};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DeletePolicyVersion {
    policy_arn: ArnText,
    version_id: PolicyVersionId,
}

impl Operation for DeletePolicyVersion {
    const SPEC: Spec = Spec::iam("DeletePolicyVersion").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::LIMIT_EXCEEDED,
        error::INVALID_INPUT,
        error::DELETE_CONFLICT,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:DeletePolicyVersion", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        const WHAT: &str = "delete policy versions for policies";
        let account = operation.scene().account();
        let mut policy = find::own_policy(directory, account, &operation.policy_arn, WHAT)?;
        let number = find::version(&policy, &operation.version_id)?.number;
        if number == policy.default_version {
            return Err(IamError::DefaultVersion.into());
        }
        policy.versions.retain(|version| version.number != number);
        directory.put(policy);
        Ok(Nothing)
    }
}
