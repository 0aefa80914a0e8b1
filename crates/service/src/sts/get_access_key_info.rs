//! `sts:GetAccessKeyInfo`: which account an access key belongs to, of whatever account and state it is.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html>

use rolecall_derive::{Input, Output};
use rolecall_model::{AccessKeyId, AccountId};

use super::error::StsError;
use super::shapes::AccessKeyIdText;
use crate::directory::{Snapshot, Transaction};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetAccessKeyInfo {
    access_key_id: AccessKeyIdText,
}

#[derive(Output)]
pub(super) struct GetAccessKeyInfoOutput {
    account: AccountId,
}

impl Operation for GetAccessKeyInfo {
    const SPEC: Spec = Spec::sts("GetAccessKeyInfo");

    type Output = GetAccessKeyInfoOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("sts:GetAccessKeyInfo", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let text = &operation.access_key_id;
        let account = text.as_str().parse().ok().and_then(|id| account(directory, &id));
        let unknown = || StsError::UnknownAccessKey { id: text.to_string() };
        Ok(GetAccessKeyInfoOutput { account: account.ok_or_else(unknown)? })
    }
}

/// The account that holds the key; else the one in the id, which also deleted keys and those of sessions carry.
fn account(directory: &Snapshot, id: &AccessKeyId) -> Option<AccountId> {
    let held = directory.access_key(id).map(|key| key.account);
    held.or_else(|| id.account().filter(|account| directory.account(*account).is_some()))
}
