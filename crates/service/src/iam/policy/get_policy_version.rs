//! `iam:GetPolicyVersion`: one version of a managed policy with its document.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html>

use rolecall_derive::{Input, Output};

use super::shapes::PolicyVersionDetail;
use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::shapes::{ArnText, PolicyVersionId};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetPolicyVersion {
    policy_arn: ArnText,
    version_id: PolicyVersionId,
}

#[derive(Output)]
pub(super) struct GetPolicyVersionOutput {
    policy_version: PolicyVersionDetail,
}

impl Operation for GetPolicyVersion {
    const SPEC: Spec =
        Spec::iam("GetPolicyVersion").errors(&[error::NO_SUCH_ENTITY, error::INVALID_INPUT, error::SERVICE_FAILURE]);

    type Output = GetPolicyVersionOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:GetPolicyVersion", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let policy = find::policy(directory, operation.scene().account(), &operation.policy_arn)?;
        let version = find::version(policy, &operation.version_id)?;
        Ok(GetPolicyVersionOutput { policy_version: PolicyVersionDetail::whole(policy, version) })
    }
}
