//! `iam:AddRoleToInstanceProfile`: the role that instances with the profile get; there is one at most.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html>

use rolecall_derive::Input;
use rolecall_model::{InstanceProfileName, RoleName};

use super::{access, find};
use crate::directory::{InstanceProfile, Role, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::{holder, pass_role};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

/// What takes the roles of instance profiles.
const SERVICE: &str = "ec2.amazonaws.com";

#[derive(Input)]
pub(super) struct AddRoleToInstanceProfile {
    instance_profile_name: InstanceProfileName,
    role_name: RoleName,
}

impl Operation for AddRoleToInstanceProfile {
    const SPEC: Spec = Spec::iam("AddRoleToInstanceProfile").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::ENTITY_ALREADY_EXISTS,
        error::LIMIT_EXCEEDED,
        error::UNMODIFIABLE_ENTITY,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let add = access::named(scene, "iam:AddRoleToInstanceProfile", &self.instance_profile_name);
        let pass = pass_role::access(scene, self.role_name.as_str(), SERVICE, &add.resource);
        Ok(vec![add, pass])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let profile = find::profile(directory, account, &operation.instance_profile_name)?;
        let role: Role = holder::find_modifiable(directory, account, operation.role_name.as_str())?;
        if profile.role.is_some() {
            return Err(IamError::QuotaExceeded { name: "InstanceSessionsPerInstanceProfile", limit: 1 }.into());
        }
        let profile = InstanceProfile { role: Some(role.id), ..InstanceProfile::clone(profile) };
        directory.put(profile);
        Ok(Nothing)
    }
}
