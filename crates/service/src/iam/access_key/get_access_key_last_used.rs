//! `iam:GetAccessKeyLastUsed`: whose a key of the account is, and when it last signed.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html>

use std::sync::Arc;

use rolecall_derive::{Input, Output};
use rolecall_model::{Time, UserName, iam};

use crate::directory::{AccessKey, LastUsed, Snapshot, Transaction, User};
use crate::fault::Fault;
use crate::iam::access;
use crate::iam::error::IamError;
use crate::iam::shapes::AccessKeyIdText;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

const ACTION: &str = "iam:GetAccessKeyLastUsed";

#[derive(Input)]
pub(super) struct GetAccessKeyLastUsed {
    access_key_id: AccessKeyIdText,
}

#[derive(Output)]
pub(super) struct GetAccessKeyLastUsedOutput {
    user_name: Option<UserName>,
    access_key_last_used: AccessKeyLastUsed,
}

#[derive(Output)]
struct AccessKeyLastUsed {
    last_used_date: Option<Time>,
    service_name: String,
    region: String,
}

impl AccessKeyLastUsed {
    /// What a key's note says. A key that never signed has no date, and words in place of the rest.
    fn of(last_used: &LastUsed) -> Self {
        let last = last_used.get();
        let or_never = |text: Option<&'static str>| text.unwrap_or("N/A").to_owned();
        Self {
            last_used_date: last.map(|it| it.at),
            service_name: or_never(last.map(|it| it.service)),
            region: or_never(last.and_then(|it| it.region)),
        }
    }
}

impl Operation for GetAccessKeyLastUsed {
    const SPEC: Spec = Spec::iam("GetAccessKeyLastUsed");

    type Output = GetAccessKeyLastUsedOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let key = self.key(scene, scene.snapshot)?;
        Ok(vec![match user(scene, scene.snapshot, key) {
            Some(user) => access::existing(scene, ACTION, &**user),
            None => Access::new(ACTION, iam::root(scene.account()).as_str(), scene.account()),
        }])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let key = operation.key(scene, directory)?;
        let user_name = user(scene, directory, key).map(|user| user.name.clone());
        Ok(GetAccessKeyLastUsedOutput { user_name, access_key_last_used: AccessKeyLastUsed::of(&key.last_used) })
    }
}

impl GetAccessKeyLastUsed {
    /// A key that does not exist, or is another account's, is refused in the same words.
    fn key<'d>(&self, scene: &Scene<'_>, directory: &'d Snapshot) -> Result<&'d Arc<AccessKey>, IamError> {
        super::in_account(scene, directory, &self.access_key_id).ok_or_else(|| IamError::ForeignAccessKey {
            caller: scene.caller.arn.to_string(),
            id: self.access_key_id.to_string(),
        })
    }
}

/// The key's owner; `None` for the root user.
fn user<'d>(scene: &Scene<'_>, directory: &'d Snapshot, key: &AccessKey) -> Option<&'d Arc<User>> {
    directory.account(scene.account())?.users.by_id(key.user.as_ref()?)
}
