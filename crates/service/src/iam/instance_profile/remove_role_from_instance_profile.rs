//! `iam:RemoveRoleFromInstanceProfile`: the profile without its role. Live sessions go on.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html>

use rolecall_derive::Input;
use rolecall_model::{InstanceProfileName, RoleName};

use super::{access, find};
use crate::directory::{InstanceProfile, Role, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::holder;
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct RemoveRoleFromInstanceProfile {
    instance_profile_name: InstanceProfileName,
    role_name: RoleName,
}

impl Operation for RemoveRoleFromInstanceProfile {
    const SPEC: Spec = Spec::iam("RemoveRoleFromInstanceProfile").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::LIMIT_EXCEEDED,
        error::UNMODIFIABLE_ENTITY,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named(scene, "iam:RemoveRoleFromInstanceProfile", &self.instance_profile_name)])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let profile = find::profile(directory, account, &operation.instance_profile_name)?;
        let role: Role = holder::find_modifiable(directory, account, operation.role_name.as_str())?;
        if profile.role.as_ref() != Some(&role.id) {
            let (role, profile) = (operation.role_name.to_string(), operation.instance_profile_name.to_string());
            return Err(IamError::NotInInstanceProfile { role, profile }.into());
        }
        let profile = InstanceProfile { role: None, ..InstanceProfile::clone(profile) };
        directory.put(profile);
        Ok(Nothing)
    }
}
