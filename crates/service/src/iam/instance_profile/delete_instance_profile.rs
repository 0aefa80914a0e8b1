//! `iam:DeleteInstanceProfile`: an end to an instance profile that holds no role.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html>

use rolecall_derive::Input;
use rolecall_model::{InstanceProfileName, NameKey};

use super::{access, find};
use crate::directory::{RecordKey, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DeleteInstanceProfile {
    instance_profile_name: InstanceProfileName,
}

impl Operation for DeleteInstanceProfile {
    const SPEC: Spec = Spec::iam("DeleteInstanceProfile").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::DELETE_CONFLICT,
        error::LIMIT_EXCEEDED,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named(scene, "iam:DeleteInstanceProfile", &self.instance_profile_name)])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let profile = find::profile(directory, account, &operation.instance_profile_name)?;
        if profile.role.is_some() {
            return Err(IamError::RemoveFromInstanceProfileFirst.into());
        }
        directory.remove(RecordKey::InstanceProfile(account, NameKey::of(operation.instance_profile_name.as_str())));
        Ok(Nothing)
    }
}
