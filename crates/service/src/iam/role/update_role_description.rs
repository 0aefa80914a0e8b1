//! `iam:UpdateRoleDescription`: another description; the older form of `iam:UpdateRole`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html>

use rolecall_derive::{Input, Output};
use rolecall_model::RoleName;

use super::shapes::RoleDetail;
use crate::directory::{Role, Transaction};
use crate::fault::Fault;
use crate::iam::shapes::RoleDescription;
use crate::iam::{access, error};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct UpdateRoleDescription {
    role_name: RoleName,
    description: RoleDescription,
}

#[derive(Output)]
pub(super) struct UpdateRoleDescriptionOutput {
    role: RoleDetail,
}

impl Operation for UpdateRoleDescription {
    const SPEC: Spec = Spec::iam("UpdateRoleDescription").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::SERVICE_FAILURE,
        error::UNMODIFIABLE_ENTITY,
    ]);

    type Output = UpdateRoleDescriptionOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named::<Role>(scene, "iam:UpdateRoleDescription", self.role_name.as_str())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let mut role = super::find_describable(directory, account, operation.role_name.as_str())?;
        role.description = Some(operation.description.clone());
        let output = UpdateRoleDescriptionOutput { role: RoleDetail::described(&role, directory) };
        directory.put(role);
        Ok(output)
    }
}
