//! `iam:UpdateRole`: another description or longest session; what the request leaves out stays.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html>

use rolecall_derive::Input;
use rolecall_model::{MaxSessionDuration, RoleName};

use crate::directory::{Role, Transaction};
use crate::fault::Fault;
use crate::iam::holder::PolicyHolder;
use crate::iam::shapes::RoleDescription;
use crate::iam::{access, error};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct UpdateRole {
    role_name: RoleName,
    description: Option<RoleDescription>,
    max_session_duration: Option<MaxSessionDuration>,
}

impl Operation for UpdateRole {
    const SPEC: Spec = Spec::iam("UpdateRole").writes().with_empty_result().errors(&[
        error::UNMODIFIABLE_ENTITY,
        error::NO_SUCH_ENTITY,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named::<Role>(scene, "iam:UpdateRole", self.role_name.as_str())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let mut role = super::find_describable(directory, account, operation.role_name.as_str())?;
        if let Some(longest) = operation.max_session_duration {
            role.check_modifiable()?;
            role.max_session_duration = longest;
        }
        role.description = operation.description.clone().or(role.description);
        directory.put(role);
        Ok(Nothing)
    }
}
