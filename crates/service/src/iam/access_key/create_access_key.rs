//! `iam:CreateAccessKey`: a key to sign with. Its secret is shown this once.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html>

use rolecall_derive::{Input, Output};
use rolecall_model::{AccessKeyId, KeyKind, SecretKey, Time, UserName};

use crate::directory::{AccessKey, AccessKeyStatus, AccountState, Transaction};
use crate::fault::{Fault, common};
use crate::iam::error::{self, IamError};
use crate::iam::owner::Owner;
use crate::iam::shapes::ExistingUserName;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct CreateAccessKey {
    user_name: Option<ExistingUserName>,
}

#[derive(Output)]
pub(super) struct CreateAccessKeyOutput {
    access_key: NewKey,
}

/// A key with its secret; the root user's has no user name.
#[derive(Output)]
struct NewKey {
    user_name: Option<UserName>,
    access_key_id: AccessKeyId,
    status: AccessKeyStatus,
    secret_access_key: SecretKey,
    create_date: Time,
}

impl Operation for CreateAccessKey {
    const SPEC: Spec = Spec::iam("CreateAccessKey").writes().errors(&[
        error::NO_SUCH_ENTITY,
        error::LIMIT_EXCEEDED,
        error::SERVICE_FAILURE,
    ]);

    type Output = CreateAccessKeyOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Owner::of(scene, self.user_name.as_ref())?.access(scene, "iam:CreateAccessKey")?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let state = scene.state(directory)?;
        let user = Owner::of(scene, operation.user_name.as_ref())?.user(scene, directory)?.cloned();
        let owner = user.as_ref().map(|user| user.id.clone());
        let limit = scene.server.quotas.access_keys_per_user;
        if state.keys_of(owner.as_ref()).len() >= limit {
            return Err(IamError::QuotaExceeded { name: "AccessKeysPerUser", limit }.into());
        }
        let (id, secret) = (free_id(scene, state)?, SecretKey::generate(&*scene.server.entropy));
        let (master, entropy) = (&scene.server.master, &*scene.server.entropy);
        let key = AccessKey::seal(id, scene.account(), owner, &secret, scene.now, master, entropy)
            .map_err(|_| Fault::new(common::INTERNAL_FAILURE, "the secret could not be sealed"))?;
        let access_key = NewKey {
            user_name: user.map(|user| user.name.clone()),
            access_key_id: key.id.clone(),
            status: key.status,
            secret_access_key: secret,
            create_date: key.created,
        };
        directory.put(key);
        Ok(CreateAccessKeyOutput { access_key })
    }
}

/// Within one account, ids have 39 random bits: one that is taken would replace somebody's key.
fn free_id(scene: &Scene<'_>, state: &AccountState) -> Result<AccessKeyId, Fault> {
    let ids =
        std::iter::repeat_with(|| AccessKeyId::generate(KeyKind::LongTerm, scene.account(), &*scene.server.entropy));
    let free = ids.take(8).find(|id| !state.access_keys.contains_key(id));
    free.ok_or_else(|| Fault::new(common::INTERNAL_FAILURE, "no free access key id was found"))
}
