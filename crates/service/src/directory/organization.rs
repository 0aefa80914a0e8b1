//! The organization: its management account and the accounts that it made.

use rolecall_model::{AccountId, Arn, Time};
use serde::{Deserialize, Serialize};

/// An organization. There is at most one for each management account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Organization {
    /// `o-…`
    pub id: String,
    /// The id of its root, `r-…`.
    pub root_id: String,
    /// The account that made it.
    pub management_account: AccountId,
    /// `ALL` or `CONSOLIDATED_BILLING`.
    pub feature_set: String,
    /// When it was made.
    pub created: Time,
}

/// An account as its organization knows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberAccount {
    /// Its id.
    pub id: AccountId,
    /// The management account of its organization.
    pub management_account: AccountId,
    /// Its name.
    pub name: String,
    /// Its e-mail address, unique in the organization.
    pub email: String,
    /// `INVITED` for the management account itself, else `CREATED`.
    pub joined_method: String,
    /// When it joined.
    pub joined: Time,
    /// The request that created it, `car-…`.
    pub create_request: Option<String>,
}

impl Organization {
    /// `arn:aws:organizations::MGMT:organization/o-…`
    pub fn arn(&self) -> String {
        format!("arn:aws:organizations::{}:organization/{}", self.management_account, self.id)
    }

    /// `arn:aws:organizations::MGMT:account/o-…/ACCOUNT`
    pub fn account_arn(&self, account: AccountId) -> Option<Arn> {
        format!("arn:aws:organizations::{}:account/{}/{account}", self.management_account, self.id).parse().ok()
    }
}
