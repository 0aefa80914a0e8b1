//! The outcome of a decision, and which policy brought it about.

use serde::{Deserialize, Serialize};

use crate::denial::Denial;

/// The types of policies, as AWS's explanations name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PolicyType {
    /// Attached to, or inline in, a user, a group or a role.
    IdentityBased,
    /// Of the resource.
    ResourceBased,
    /// The permissions boundary of a user or role.
    PermissionsBoundary,
    /// Passed when a session was made.
    SessionPolicy,
    /// Of the caller's organization.
    ServiceControl,
    /// Of the resource's organization.
    ResourceControl,
    /// Of the VPC endpoint.
    VpcEndpoint,
    /// Of the role that is to be assumed.
    RoleTrust,
}

/// One statement of one policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementRef<'a> {
    /// The name that the policy was given in [`PolicySets`](crate::PolicySets).
    pub policy: &'a str,
    /// The statement's place in the document, from 0.
    pub index: usize,
    /// Its `Sid`; `None` if it has none or an empty one.
    pub sid: Option<&'a str>,
}

/// Why a request is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance<'a> {
    /// The type of the policy that granted; `None` where no policy has to: a root user in its own account,
    /// `sts:GetCallerIdentity`.
    pub policy_type: Option<PolicyType>,
    /// The statement that granted.
    pub statement: Option<StatementRef<'a>>,
}

/// The answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// The request may go on.
    Allowed(Allowance<'a>),
    /// The request must be refused.
    Denied(Denial<'a>),
}

impl Decision<'_> {
    /// Whether the request may go on.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }
}
