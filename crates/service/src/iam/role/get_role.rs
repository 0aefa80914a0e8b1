//! `iam:GetRole`: everything about one role.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>

use std::sync::Arc;

use rolecall_derive::{Input, Output};
use rolecall_model::RoleName;

use super::shapes::RoleDetail;
use crate::directory::{Role, Transaction};
use crate::fault::Fault;
use crate::iam::{access, error, holder};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetRole {
    role_name: RoleName,
}

#[derive(Output)]
pub(super) struct GetRoleOutput {
    role: RoleDetail,
}

impl Operation for GetRole {
    const SPEC: Spec = Spec::iam("GetRole").errors(&[error::NO_SUCH_ENTITY, error::SERVICE_FAILURE]);

    type Output = GetRoleOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named::<Role>(scene, "iam:GetRole", self.role_name.as_str())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let role: &Arc<Role> = holder::find(directory, operation.scene().account(), operation.role_name.as_str())?;
        Ok(GetRoleOutput { role: RoleDetail::whole(role, directory) })
    }
}
