//! `iam:DeleteRole`: an end to a role that has nothing left, and to its sessions.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html>

use rolecall_derive::Input;
use rolecall_model::{NameKey, RoleName};

use crate::directory::{RecordKey, Role, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::{access, holder};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DeleteRole {
    role_name: RoleName,
}

impl Operation for DeleteRole {
    const SPEC: Spec = Spec::iam("DeleteRole").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::DELETE_CONFLICT,
        error::LIMIT_EXCEEDED,
        error::UNMODIFIABLE_ENTITY,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named::<Role>(scene, "iam:DeleteRole", self.role_name.as_str())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let role: Role = holder::find_modifiable(directory, account, operation.role_name.as_str())?;
        if operation.scene().state(directory)?.role_profiles.count(&role.id) > 0 {
            return Err(IamError::RemoveFromInstanceProfileFirst.into());
        }
        holder::check_bare(&role)?;
        directory.remove(RecordKey::Role(account, NameKey::of(role.name.as_str())));
        Ok(Nothing)
    }
}
