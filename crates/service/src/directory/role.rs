//! Roles.

use std::collections::BTreeMap;
use std::sync::Arc;

use rolecall_model::{AccountId, Arn, MaxSessionDuration, Path, PolicyName, RoleName, Tags, Time, UniqueId, iam};
use rolecall_policy::PolicySet;
use serde::{Deserialize, Serialize};

use super::{BoundDocument, Entity, IdentityPolicies, LastUsed, PolicyDocument};
use crate::iam::shapes::RoleDescription;

/// An IAM role with everything that belongs to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Role {
    /// The account it lives in.
    pub account: AccountId,
    /// Its name.
    pub name: RoleName,
    /// Its path.
    pub path: Path,
    /// Its unique id, `AROA…`.
    pub id: UniqueId,
    /// When it was made.
    pub created: Time,
    /// What somebody wrote about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<RoleDescription>,
    /// The longest session that it allows.
    pub max_session_duration: MaxSessionDuration,
    /// Who may assume it.
    pub trust: BoundDocument,
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
    /// When a session of it last called.
    #[serde(default, skip_serializing_if = "LastUsed::is_never")]
    pub last_used: LastUsed,
    /// Its policies, once they were asked.
    #[serde(skip)]
    pub policies: IdentityPolicies,
}

impl Role {
    /// `arn:aws:iam::ACCOUNT:role/path/Name`
    pub fn arn(&self) -> Arn {
        iam::role(self.account, &self.path, self.name.as_str())
    }

    /// The trust policy as decisions take it.
    pub fn trust_policies(&self) -> &Arc<PolicySet> {
        self.trust.policies("trust policy")
    }

    /// Whether this is its ARN, case and path included.
    pub fn is_named_by(&self, arn: &Arn) -> bool {
        let rest = arn.as_str().strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_prefix(self.account.as_str()));
        let name =
            rest.and_then(|rest| rest.strip_prefix(":role")).and_then(|rest| rest.strip_prefix(self.path.as_str()));
        name == Some(self.name.as_str())
    }

    /// Whether an AWS service made it for itself.
    pub fn is_service_linked(&self) -> bool {
        self.path.as_str().starts_with("/aws-service-role/")
    }
}

impl Entity for Role {
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
