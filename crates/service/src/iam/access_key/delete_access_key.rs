//! `iam:DeleteAccessKey`: an end to a key.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html>

use rolecall_derive::Input;

use crate::directory::{RecordKey, Transaction};
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::owner::Owner;
use crate::iam::shapes::{AccessKeyIdText, ExistingUserName};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DeleteAccessKey {
    user_name: Option<ExistingUserName>,
    access_key_id: AccessKeyIdText,
}

impl Operation for DeleteAccessKey {
    const SPEC: Spec = Spec::iam("DeleteAccessKey").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::LIMIT_EXCEEDED,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Owner::of(scene, self.user_name.as_ref())?.access(scene, "iam:DeleteAccessKey")?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let owner = Owner::of(scene, operation.user_name.as_ref())?;
        let id = super::find(scene, directory, &owner, &operation.access_key_id)?.id.clone();
        directory.remove(RecordKey::AccessKey(scene.account(), id));
        Ok(Nothing)
    }
}
