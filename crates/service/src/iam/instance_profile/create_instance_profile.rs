//! `iam:CreateInstanceProfile`: an instance profile without a role yet.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html>

use rolecall_derive::{Input, Output};
use rolecall_model::{InstanceProfileName, Path, Tag, Tags, UniqueId, UniqueIdKind};

use super::access;
use super::shapes::InstanceProfileDetail;
use crate::directory::{InstanceProfile, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::tags;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct CreateInstanceProfile {
    instance_profile_name: InstanceProfileName,
    path: Option<Path>,
    tags: Option<tags::TagList>,
}

#[derive(Output)]
pub(super) struct CreateInstanceProfileOutput {
    instance_profile: InstanceProfileDetail,
}

impl Operation for CreateInstanceProfile {
    const SPEC: Spec = Spec::iam("CreateInstanceProfile").writes().errors(&[
        error::ENTITY_ALREADY_EXISTS,
        error::INVALID_INPUT,
        error::LIMIT_EXCEEDED,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = CreateInstanceProfileOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let create = access::new(scene, "iam:CreateInstanceProfile", &self.path(), &self.instance_profile_name)
            .request_tags(self.tags());
        Ok(tags::with_tagging(create, "iam:TagInstanceProfile", self.tags()))
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let profiles = &scene.state(directory)?.instance_profiles;
        if profiles.get(operation.instance_profile_name.as_str()).is_some() {
            return Err(IamError::InstanceProfileExists { name: operation.instance_profile_name.to_string() }.into());
        }
        let limit = scene.server.quotas.instance_profiles;
        if profiles.len() >= limit {
            return Err(IamError::QuotaExceeded { name: "InstanceProfilesPerAccount", limit }.into());
        }
        let profile = operation.profile(scene)?;
        let output =
            CreateInstanceProfileOutput { instance_profile: InstanceProfileDetail::whole(&profile, directory) };
        directory.put(profile);
        Ok(output)
    }
}

impl CreateInstanceProfile {
    fn tags(&self) -> &[Tag] {
        self.tags.as_ref().map_or(&[], tags::TagList::as_slice)
    }

    fn path(&self) -> Path {
        self.path.clone().unwrap_or_else(Path::root)
    }

    fn profile(&self, scene: &Scene<'_>) -> Result<InstanceProfile, IamError> {
        Ok(InstanceProfile {
            account: scene.account(),
            name: self.instance_profile_name.clone(),
            path: self.path(),
            id: UniqueId::generate(UniqueIdKind::InstanceProfile, &*scene.server.entropy),
            created: scene.now,
            role: None,
            tags: tags::of_resource(&Tags::default(), self.tags(), scene.server.quotas.tags)?,
        })
    }
}
