//! Users.

use std::collections::BTreeMap;

use rolecall_model::{AccountId, Arn, Path, PolicyName, Tags, Time, UniqueId, UserName, iam};
use serde::{Deserialize, Serialize};

use super::{Entity, IdentityPolicies, PolicyDocument};

/// An IAM user with everything that belongs to it but its access keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// The account it lives in.
    pub account: AccountId,
    /// Its name.
    pub name: UserName,
    /// Its path.
    pub path: Path,
    /// Its unique id, `AIDA…`.
    pub id: UniqueId,
    /// When it was made.
    pub created: Time,
    /// The managed policy that bounds its permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Arn>,
    /// Its inline policies.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inline: BTreeMap<PolicyName, PolicyDocument>,
    /// The managed policies attached to it, in the order of attaching.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attached: Vec<Arn>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
    /// Its policies, once they were asked.
    #[serde(skip)]
    pub policies: IdentityPolicies,
}

impl User {
    /// `arn:aws:iam::ACCOUNT:user/path/Name`
    pub fn arn(&self) -> Arn {
        iam::user(self.account, &self.path, self.name.as_str())
    }
}

impl Entity for User {
    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn id(&self) -> &UniqueId {
        &self.id
    }
}
