//! `iam:TagPolicy`: tags on a managed policy.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html>

use rolecall_derive::Input;

use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::shapes::ArnText;
use crate::iam::{error, tags};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct TagPolicy {
    policy_arn: ArnText,
    tags: tags::TagList,
}

impl Operation for TagPolicy {
    const SPEC: Spec = Spec::iam("TagPolicy").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::LIMIT_EXCEEDED,
        error::INVALID_INPUT,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let access = access::policy(scene, "iam:TagPolicy", &self.policy_arn)?;
        Ok(vec![access.request_tags(self.tags.as_slice())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let mut policy = find::own_policy(directory, scene.account(), &operation.policy_arn, "update policies")?;
        policy.tags = tags::of_resource(&policy.tags, operation.tags.as_slice(), scene.server.quotas.tags)?;
        directory.put(policy);
        Ok(Nothing)
    }
}
