//! How many of what an account may hold: AWS's default quotas, which an operator can raise.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use serde::Deserialize;

/// The quotas of every account.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quotas {
    /// Users in an account.
    pub users: usize,
    /// Roles in an account.
    pub roles: usize,
    /// Instance profiles in an account.
    pub instance_profiles: usize,
    /// Customer managed policies in an account.
    pub policies: usize,
    /// Managed policies attached to one user.
    pub attached_policies_per_user: usize,
    /// Managed policies attached to one role.
    pub attached_policies_per_role: usize,
    /// Versions of a managed policy.
    pub versions_per_policy: usize,
    /// Workloads in an account; not a quota of AWS.
    pub workloads: usize,
    /// Hosts in an account; not a quota of AWS.
    pub hosts: usize,
    /// Join tokens in an account that are not used yet; not a quota of AWS.
    pub join_tokens: usize,
    /// Access keys of one user, and of the root user.
    pub access_keys_per_user: usize,
    /// Tags of one entity.
    pub tags: usize,
    /// Accounts in an organization.
    pub accounts: usize,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            users: 5000,
            roles: 1000,
            instance_profiles: 1000,
            policies: 1500,
            attached_policies_per_user: 10,
            attached_policies_per_role: 10,
            versions_per_policy: 5,
            workloads: 100_000,
            hosts: 10_000,
            join_tokens: 1000,
            access_keys_per_user: 2,
            tags: 50,
            accounts: 10,
        }
    }
}
