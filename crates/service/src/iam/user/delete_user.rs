//! `iam:DeleteUser`: an end to a user that has nothing left; its boundary and tags go with it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>

use rolecall_derive::Input;
use rolecall_model::NameKey;

use crate::directory::{RecordKey, Transaction, User};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::shapes::ExistingUserName;
use crate::iam::{access, holder};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DeleteUser {
    user_name: ExistingUserName,
}

impl Operation for DeleteUser {
    const SPEC: Spec = Spec::iam("DeleteUser").writes().errors(&[
        error::LIMIT_EXCEEDED,
        error::NO_SUCH_ENTITY,
        error::DELETE_CONFLICT,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named::<User>(scene, "iam:DeleteUser", self.user_name.as_str())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let user: User = holder::find_modifiable(directory, scene.account(), operation.user_name.as_str())?;
        if !scene.state(directory)?.keys_of(Some(&user.id)).is_empty() {
            return Err(IamError::DeleteAccessKeysFirst.into());
        }
        holder::check_bare(&user)?;
        directory.remove(RecordKey::User(scene.account(), NameKey::of(user.name.as_str())));
        Ok(Nothing)
    }
}
