//! Workloads: what runs somewhere, and the roles that are handed to it.

use rolecall_model::{AccessKeyId, AccountId, Tags, Time, UniqueId, WorkloadArn};
use serde::{Deserialize, Serialize};

/// A registered workload. Roles and instance profiles are held by unique id, so that a recreated one is not handed to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Workload {
    /// Its ARN.
    pub arn: WorkloadArn,
    /// Where its role comes from; `None` for tasks that have an execution role alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleSource>,
    /// The role that starts it: pulls its image, writes its logs; tasks only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_role: Option<UniqueId>,
    /// The host that it runs on, which may fetch its credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<AccessKeyId>,
    /// When it was registered.
    pub registered: Time,
    /// Since when it has these roles.
    pub role_since: Time,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

/// Where a workload's role comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleSource {
    /// The role itself.
    Role(UniqueId),
    /// Whichever role the instance profile holds at the time; instances only.
    InstanceProfile(UniqueId),
}

impl Workload {
    /// The account that it belongs to.
    pub fn account(&self) -> AccountId {
        self.arn.account()
    }
}
