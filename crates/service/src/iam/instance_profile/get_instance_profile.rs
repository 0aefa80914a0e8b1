//! `iam:GetInstanceProfile`: everything about one instance profile, its role included.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>

use rolecall_derive::{Input, Output};
use rolecall_model::InstanceProfileName;

use super::shapes::InstanceProfileDetail;
use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetInstanceProfile {
    instance_profile_name: InstanceProfileName,
}

#[derive(Output)]
pub(super) struct GetInstanceProfileOutput {
    instance_profile: InstanceProfileDetail,
}

impl Operation for GetInstanceProfile {
    const SPEC: Spec = Spec::iam("GetInstanceProfile").errors(&[error::NO_SUCH_ENTITY, error::SERVICE_FAILURE]);

    type Output = GetInstanceProfileOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named(scene, "iam:GetInstanceProfile", &self.instance_profile_name)])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let profile = find::profile(directory, operation.scene().account(), &operation.instance_profile_name)?;
        Ok(GetInstanceProfileOutput { instance_profile: InstanceProfileDetail::whole(profile, directory) })
    }
}
