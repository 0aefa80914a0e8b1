//! `iam:UpdateUser`: another name or path. The unique id, and with it keys, policies and trust in the user, stay.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html>

use rolecall_derive::Input;
use rolecall_model::{NameKey, Path, UserName};

use crate::directory::{RecordKey, Transaction, User};
use crate::fault::Fault;
use crate::iam::shapes::ExistingUserName;
use crate::iam::{access, error, holder};
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct UpdateUser {
    user_name: ExistingUserName,
    new_path: Option<Path>,
    new_user_name: Option<UserName>,
}

impl Operation for UpdateUser {
    const SPEC: Spec = Spec::iam("UpdateUser").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::LIMIT_EXCEEDED,
        error::ENTITY_ALREADY_EXISTS,
        error::ENTITY_TEMPORARILY_UNMODIFIABLE,
        error::CONCURRENT_MODIFICATION,
        error::SERVICE_FAILURE,
    ]);

    type Output = Nothing;

    /// On the user as it is and as it will be, as the manual asks for.
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let old = access::named::<User>(scene, "iam:UpdateUser", self.user_name.as_str());
        let users = scene.snapshot.account(scene.account()).map(|state| &state.users);
        let user = users.and_then(|users| users.get(self.user_name.as_str()));
        let path = self.new_path.clone().or_else(|| user.map(|user| user.path.clone())).unwrap_or_else(Path::root);
        let name = self.new_user_name.as_ref().map_or(self.user_name.as_str(), UserName::as_str);
        let new = access::new::<User>(scene, "iam:UpdateUser", &path, name);
        Ok(vec![old.clone(), Access { resource: new.resource, ..old }])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let account = operation.scene().account();
        let mut user: User = holder::find_modifiable(directory, account, operation.user_name.as_str())?;
        let old = NameKey::of(user.name.as_str());
        user.name = operation.new_user_name.clone().unwrap_or(user.name);
        user.path = operation.new_path.clone().unwrap_or(user.path);
        if NameKey::of(user.name.as_str()) != old {
            holder::check_free::<User>(directory, account, user.name.as_str())?;
            directory.remove(RecordKey::User(account, old));
        }
        directory.put(user);
        Ok(Nothing)
    }
}
