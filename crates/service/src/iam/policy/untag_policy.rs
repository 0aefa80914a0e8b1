//! `iam:UntagPolicy`: tags off a managed policy; keys that it does not have are ignored.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html>

use rolecall_derive::Input;
use rolecall_model::TagKey;

use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::shapes::ArnText;
use crate::iam::{error, tags};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct UntagPolicy {
    policy_arn: ArnText,
    tag_keys: tags::TagKeyList,
}

impl Operation for UntagPolicy {
    const SPEC: Spec = Spec::iam("UntagPolicy").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::INVALID_INPUT,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let access = access::policy(scene, "iam:UntagPolicy", &self.policy_arn)?;
        Ok(vec![access.keys("aws:TagKeys", self.tag_keys.as_slice().iter().map(TagKey::as_str))])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let mut policy = find::own_policy(directory, account, &operation.policy_arn, "update policies")?;
        operation.tag_keys.as_slice().iter().for_each(|key| policy.tags.remove(key.as_str()));
        directory.put(policy);
        Ok(Nothing)
    }
}
