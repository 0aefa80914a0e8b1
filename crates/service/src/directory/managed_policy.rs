//! Managed policies and their versions.

use rolecall_model::{Arn, Path, PolicyName, Tags, Time, UniqueId};
use serde::{Deserialize, Serialize};

use super::{Entity, PolicyDocument};
use crate::iam::shapes::PolicyDescription;

/// A managed policy: of a customer's account, or one that AWS keeps for everybody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ManagedPolicy {
    /// Its ARN; the account field is `aws` for AWS managed policies.
    pub arn: Arn,
    /// Its name.
    pub name: PolicyName,
    /// Its path.
    pub path: Path,
    /// Its unique id, `ANPA…`.
    pub id: UniqueId,
    /// When it was made.
    pub created: Time,
    /// When its versions last changed.
    pub updated: Time,
    /// What somebody wrote about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<PolicyDescription>,
    /// The versions that are kept, oldest first; never empty.
    pub versions: Vec<PolicyVersion>,
    /// The number of the version in force.
    pub default_version: u32,
    /// The number that the next version gets; numbers are never used again.
    pub next_version: u32,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// One version of a managed policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// `1` for `v1`.
    pub number: u32,
    /// When it was made.
    pub created: Time,
    /// The document.
    pub document: PolicyDocument,
}

impl ManagedPolicy {
    /// The version with this number.
    pub fn version(&self, number: u32) -> Option<&PolicyVersion> {
        self.versions.iter().find(|version| version.number == number)
    }

    /// The document in force.
    pub fn document(&self) -> Option<&PolicyDocument> {
        self.version(self.default_version).map(|version| &version.document)
    }
}

impl Entity for ManagedPolicy {
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
