//! `iam:ListAccessKeys`: the keys of a user, or the caller's own, oldest first.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html>

use rolecall_derive::{Input, Output};
use rolecall_model::{AccessKeyId, Time, UserName};

use crate::directory::{AccessKeyStatus, Transaction};
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::owner::Owner;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{ExistingUserName, Marker, MaxItems};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListAccessKeys {
    user_name: Option<ExistingUserName>,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListAccessKeysOutput {
    access_key_metadata: Vec<AccessKeyMetadata>,
    is_truncated: bool,
    marker: Option<String>,
}

/// A key without its secret; the root user's has no user name.
#[derive(Output)]
struct AccessKeyMetadata {
    user_name: Option<UserName>,
    access_key_id: AccessKeyId,
    status: AccessKeyStatus,
    create_date: Time,
}

impl Operation for ListAccessKeys {
    const SPEC: Spec = Spec::iam("ListAccessKeys").errors(&[error::NO_SUCH_ENTITY, error::SERVICE_FAILURE]);

    type Output = ListAccessKeysOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Owner::of(scene, self.user_name.as_ref())?.access(scene, "iam:ListAccessKeys")?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let user = Owner::of(scene, operation.user_name.as_ref())?.user(scene, directory)?;
        let keys = scene.state(directory)?.keys_of(user.map(|user| &user.id));
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let page = wanted.of_list(keys)?;
        let shown = page.items.iter().map(|key| AccessKeyMetadata {
            user_name: user.map(|user| user.name.clone()),
            access_key_id: key.id.clone(),
            status: key.status,
            create_date: key.created,
        });
        Ok(ListAccessKeysOutput {
            access_key_metadata: shown.collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}
