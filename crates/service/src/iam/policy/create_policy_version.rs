//! `iam:CreatePolicyVersion`: a new document for a managed policy; at most five are kept.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html>

use rolecall_derive::{Input, Output};

use super::shapes::PolicyVersionDetail;
use super::{access, find};
use crate::directory::{PolicyVersion, Transaction};
use crate::fault::Fault;
use crate::iam::documents;
use crate::iam::error::{self, IamError};
use crate::iam::shapes::{ArnText, DocumentText};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct CreatePolicyVersion {
    policy_arn: ArnText,
    policy_document: DocumentText,
    set_as_default: Option<bool>,
}

#[derive(Output)]
pub(super) struct CreatePolicyVersionOutput {
    policy_version: PolicyVersionDetail,
}

impl Operation for CreatePolicyVersion {
    const SPEC: Spec = Spec::iam("CreatePolicyVersion").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::MALFORMED_POLICY_DOCUMENT,
        error::INVALID_INPUT,
        error::LIMIT_EXCEEDED,
        error::SERVICE_FAILURE,
    ]);

    type Output = CreatePolicyVersionOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:CreatePolicyVersion", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let document = documents::managed(&operation.policy_document)?;
        let mut policy = find::own_policy(directory, scene.account(), &operation.policy_arn, "update policies")?;
        let limit = scene.server.quotas.versions_per_policy;
        if policy.versions.len() >= limit {
            return Err(IamError::TooManyVersions { limit }.into());
        }
        let version = PolicyVersion { number: policy.next_version, created: scene.now, document };
        if operation.set_as_default == Some(true) {
            policy.default_version = version.number;
        }
        policy.next_version += 1;
        policy.updated = scene.now;
        let policy_version = PolicyVersionDetail::listed(&policy, &version);
        policy.versions.push(version);
        directory.put(policy);
        Ok(CreatePolicyVersionOutput { policy_version })
    }
}
