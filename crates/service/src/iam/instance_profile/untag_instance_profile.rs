//! `iam:UntagInstanceProfile`: tags off an instance profile; keys that it does not have are ignored.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html>

use rolecall_derive::Input;
use rolecall_model::{InstanceProfileName, TagKey};

use super::{access, find};
use crate::directory::{InstanceProfile, Transaction};
use crate::fault::Fault;
use crate::iam::{error, tags};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct UntagInstanceProfile {
    instance_profile_name: InstanceProfileName,
    tag_keys: tags::TagKeyList,
}

impl Operation for UntagInstanceProfile {
    const SPEC: Spec = Spec::iam("UntagInstanceProfile").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::INVALID_INPUT,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let access = access::named(scene, "iam:UntagInstanceProfile", &self.instance_profile_name);
        Ok(vec![access.keys("aws:TagKeys", self.tag_keys.as_slice().iter().map(TagKey::as_str))])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let found = find::profile(directory, operation.scene().account(), &operation.instance_profile_name)?;
        let mut profile = InstanceProfile::clone(found);
        operation.tag_keys.as_slice().iter().for_each(|key| profile.tags.remove(key.as_str()));
        directory.put(profile);
        Ok(Nothing)
    }
}
