//! The organization: its management account and the accounts that it made or tried to make.

use rolecall_model::{AccountId, Tags, Time};
use serde::{Deserialize, Serialize};

use crate::organizations::shapes::{FailureReason, FeatureSet, JoinedMethod};

/// An organization. There is at most one for each management account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Organization {
    /// `o-…`
    pub id: String,
    /// The id of its root, `r-…`.
    pub root_id: String,
    /// The account that made it.
    pub management_account: AccountId,
    /// What it can do.
    pub feature_set: FeatureSet,
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
    /// How it joined; the management account counts as invited.
    pub joined_method: JoinedMethod,
    /// When it joined.
    pub joined: Time,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// A request to create an account, and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountCreation {
    /// `car-…`
    pub id: String,
    /// The account that asked.
    pub management_account: AccountId,
    /// The name that the account was to have.
    pub name: String,
    /// When it was asked, and also answered.
    pub requested: Time,
    /// The account, or why there is none.
    pub outcome: Result<AccountId, FailureReason>,
}

impl Organization {
    /// `arn:aws:organizations::MGMT:organization/o-…`
    pub fn arn(&self) -> String {
        format!("arn:aws:organizations::{}:organization/{}", self.management_account, self.id)
    }

    /// `arn:aws:organizations::MGMT:account/o-…/ACCOUNT`
    pub fn account_arn(&self, account: AccountId) -> String {
        format!("arn:aws:organizations::{}:account/{}/{account}", self.management_account, self.id)
    }

    /// `o-…/r-…/`: every account lies directly under the root.
    pub fn path(&self) -> String {
        format!("{}/{}/", self.id, self.root_id)
    }
}
