//! `iam:UpdateAccessKey`: a key made active or inactive.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html>

use rolecall_derive::Input;

use crate::directory::{AccessKey, AccessKeyStatus, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::owner::Owner;
use crate::iam::shapes::{AccessKeyIdText, ExistingUserName};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct UpdateAccessKey {
    user_name: Option<ExistingUserName>,
    access_key_id: AccessKeyIdText,
    status: AccessKeyStatus,
}

impl Operation for UpdateAccessKey {
    const SPEC: Spec = Spec::iam("UpdateAccessKey").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::LIMIT_EXCEEDED,
        error::INVALID_INPUT,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Owner::of(scene, self.user_name.as_ref())?.access(scene, "iam:UpdateAccessKey")?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let owner = Owner::of(scene, operation.user_name.as_ref())?;
        let key = super::find(scene, directory, &owner, &operation.access_key_id)?;
        let status = operation.status;
        if status == AccessKeyStatus::Expired {
            return Err(IamError::StatusOfAws { status: status.as_str() }.into());
        }
        let key = AccessKey { status, ..AccessKey::clone(key) };
        directory.put(key);
        Ok(Nothing)
    }
}
