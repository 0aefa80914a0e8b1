//! `iam:TagInstanceProfile`: tags on an instance profile.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html>

use rolecall_derive::Input;
use rolecall_model::InstanceProfileName;

use super::{access, find};
use crate::directory::{InstanceProfile, Transaction};
use crate::fault::Fault;
use crate::iam::{error, tags};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct TagInstanceProfile {
    instance_profile_name: InstanceProfileName,
    tags: tags::TagList,
}

impl Operation for TagInstanceProfile {
    const SPEC: Spec = Spec::iam("TagInstanceProfile").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::INVALID_INPUT,
        error::LIMIT_EXCEEDED,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let access = access::named(scene, "iam:TagInstanceProfile", &self.instance_profile_name);
        Ok(vec![access.request_tags(self.tags.as_slice())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let profile = find::profile(directory, scene.account(), &operation.instance_profile_name)?;
        let tags = tags::of_resource(&profile.tags, operation.tags.as_slice(), scene.server.quotas.tags)?;
        let profile = InstanceProfile { tags, ..InstanceProfile::clone(profile) };
        directory.put(profile);
        Ok(Nothing)
    }
}
