//! `iam:CreatePolicy`: a managed policy with its first version.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>

use rolecall_derive::{Input, Output};
use rolecall_model::{Path, PolicyName, Tag, UniqueId, UniqueIdKind, iam};

use super::access;
use super::shapes::{PolicyDetail, PolicyPath};
use crate::directory::{ManagedPolicy, PolicyVersion, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::shapes::{DocumentText, PolicyDescription};
use crate::iam::{documents, tags};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct CreatePolicy {
    policy_name: PolicyName,
    path: Option<PolicyPath>,
    policy_document: DocumentText,
    description: Option<PolicyDescription>,
    tags: Option<tags::TagList>,
}

#[derive(Output)]
pub(super) struct CreatePolicyOutput {
    policy: PolicyDetail,
}

impl Operation for CreatePolicy {
    const SPEC: Spec = Spec::iam("CreatePolicy").writes().errors(&[
        error::INVALID_INPUT,
        error::LIMIT_EXCEEDED,
        error::ENTITY_ALREADY_EXISTS,
        error::MALFORMED_POLICY_DOCUMENT,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = CreatePolicyOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let create = access::new_policy(scene, "iam:CreatePolicy", &self.path()?, self.policy_name.as_str())
            .request_tags(self.tags());
        Ok(tags::with_tagging(create, "iam:TagPolicy", self.tags()))
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let policy = operation.policy(scene)?;
        let state = scene.state(directory)?;
        if state.policies.get(policy.name.as_str()).is_some() {
            return Err(IamError::PolicyExists { name: policy.name.to_string() }.into());
        }
        let limit = scene.server.quotas.policies;
        if state.policies.len() >= limit {
            return Err(IamError::QuotaExceeded { name: "PoliciesPerAccount", limit }.into());
        }
        let output = CreatePolicyOutput { policy: PolicyDetail::created(&policy, state) };
        directory.put(policy);
        Ok(output)
    }
}

impl CreatePolicy {
    fn tags(&self) -> &[Tag] {
        self.tags.as_ref().map_or(&[], tags::TagList::as_slice)
    }

    fn path(&self) -> Result<Path, Fault> {
        self.path.as_ref().map_or_else(|| Ok(Path::root()), PolicyPath::path)
    }

    fn policy(&self, scene: &Scene<'_>) -> Result<ManagedPolicy, Fault> {
        let path = self.path()?;
        let document = documents::managed(&self.policy_document)?;
        Ok(ManagedPolicy {
            arn: iam::policy(scene.account(), &path, self.policy_name.as_str()),
            name: self.policy_name.clone(),
            path,
            id: UniqueId::generate(UniqueIdKind::ManagedPolicy, &*scene.server.entropy),
            created: scene.now,
            updated: scene.now,
            description: self.description.clone(),
            versions: vec![PolicyVersion { number: 1, created: scene.now, document }],
            default_version: 1,
            next_version: 2,
            tags: tags::of_resource(&rolecall_model::Tags::default(), self.tags(), scene.server.quotas.tags)?,
        })
    }
}
