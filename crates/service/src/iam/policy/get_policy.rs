//! `iam:GetPolicy`: a managed policy without its document.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html>

use rolecall_derive::{Input, Output};

use super::shapes::PolicyDetail;
use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::shapes::ArnText;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetPolicy {
    policy_arn: ArnText,
}

#[derive(Output)]
pub(super) struct GetPolicyOutput {
    policy: PolicyDetail,
}

impl Operation for GetPolicy {
    const SPEC: Spec =
        Spec::iam("GetPolicy").errors(&[error::NO_SUCH_ENTITY, error::INVALID_INPUT, error::SERVICE_FAILURE]);

    type Output = GetPolicyOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:GetPolicy", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let policy = find::policy(directory, scene.account(), &operation.policy_arn)?;
        Ok(GetPolicyOutput { policy: PolicyDetail::whole(policy, scene.state(directory)?) })
    }
}
