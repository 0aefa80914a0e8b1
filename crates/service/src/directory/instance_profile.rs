//! Instance profiles: what hands a role to the instances of EC2.

use rolecall_model::{AccountId, Arn, InstanceProfileName, Path, Tags, Time, UniqueId, iam};
use serde::{Deserialize, Serialize};

use super::Entity;

/// An instance profile, which holds one role or none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InstanceProfile {
    /// The account it lives in.
    pub account: AccountId,
    /// Its name.
    pub name: InstanceProfileName,
    /// Its path.
    pub path: Path,
    /// Its unique id, `AIPA…`.
    pub id: UniqueId,
    /// When it was made.
    pub created: Time,
    /// The unique id of the role that it holds, so that a recreated role is not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<UniqueId>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

impl InstanceProfile {
    /// `arn:aws:iam::ACCOUNT:instance-profile/path/Name`
    pub fn arn(&self) -> Arn {
        iam::instance_profile(self.account, &self.path, self.name.as_str())
    }
}

impl Entity for InstanceProfile {
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
