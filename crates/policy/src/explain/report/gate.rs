//! What is reported of a gate.

use serde::{Deserialize, Serialize};

use super::is_zero;
use super::statement::StatementReport;
use crate::decision::PolicyType;
use crate::explain::reason::Reason;

/// A gate of the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GateReport {
    /// Which gate.
    pub gate: GateKind,
    /// For the policies of organizations: the level, from 0 (the root).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub level: Option<usize>,
    /// How the request fared.
    pub state: GateState,
    /// Why.
    pub reason: Reason,
    /// The reason in words.
    pub because: String,
    /// The account whose policies these are, if it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<String>,
    /// The statements that were asked, in order: Denies at the first gate, else Allows. Of very many, the most telling.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub statements: Vec<StatementReport>,
    /// How many more statements were asked than are listed.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub more_statements: usize,
    /// The place in `statements` of the one that settled this gate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deciding: Option<usize>,
    /// Where no Allow settled this gate: the place in `statements` of the one that fails on the fewest elements. An
    /// action of another service counts twice.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nearest: Option<usize>,
}

/// The gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GateKind {
    /// No policy may deny.
    ExplicitDeny,
    /// Resource control policies, one gate for each level.
    ResourceControl,
    /// Service control policies, one gate for each level.
    ServiceControl,
    /// The policy of the VPC endpoint.
    VpcEndpoint,
    /// The resource's own policy.
    ResourceBased,
    /// The trust policy of the role to be assumed; it stands in place of the resource's policy.
    RoleTrust,
    /// The caller's own policies.
    IdentityBased,
    /// The caller's permissions boundary.
    PermissionsBoundary,
    /// The policies of the caller's session.
    SessionPolicy,
}

/// How a request fares at a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GateState {
    /// It was let through.
    Passed,
    /// It was refused here.
    Failed,
    /// It was refused before.
    NotReached,
    /// There are no such policies.
    Absent,
    /// Such policies have no say here, or need not allow.
    Exempt,
}

impl GateReport {
    /// The Allow that fails on the fewest elements, where none holds.
    pub fn nearest_miss(&self) -> Option<&StatementReport> {
        self.statements.get(self.nearest?)
    }

    /// The statement that settled this gate.
    pub fn deciding(&self) -> Option<&StatementReport> {
        self.statements.get(self.deciding?)
    }
}

impl From<Option<PolicyType>> for GateKind {
    /// The gate of this type of policy; without one, that of explicit denies.
    fn from(policy_type: Option<PolicyType>) -> Self {
        match policy_type {
            None => Self::ExplicitDeny,
            Some(PolicyType::ResourceControl) => Self::ResourceControl,
            Some(PolicyType::ServiceControl) => Self::ServiceControl,
            Some(PolicyType::VpcEndpoint) => Self::VpcEndpoint,
            Some(PolicyType::ResourceBased) => Self::ResourceBased,
            Some(PolicyType::RoleTrust) => Self::RoleTrust,
            Some(PolicyType::IdentityBased) => Self::IdentityBased,
            Some(PolicyType::PermissionsBoundary) => Self::PermissionsBoundary,
            Some(PolicyType::SessionPolicy) => Self::SessionPolicy,
        }
    }
}
