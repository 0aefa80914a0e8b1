//! One question with every policy that bears on it, in the form of the policy crate's case files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::caller::Caller;
use crate::evaluate::{Decision, PolicyType};

/// Who wants to do what on what, and under which policies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Case {
    /// What the case shows; empty in generated ones.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Who asks.
    pub principal: Caller,
    /// The action, such as `s3:GetObject`.
    pub action: String,
    /// The ARN of the resource, or `*`.
    pub resource: String,
    /// The account that owns the resource. `None`: the one in its ARN, or else the caller's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_account: Option<String>,
    /// The condition keys.
    #[serde(default, skip_serializing_if = "Context::is_empty")]
    pub context: Context,
    /// The policies.
    #[serde(default)]
    pub policies: Policies,
    /// The unique ids to which ARNs of users and roles were bound when the policies were saved; an ARN that is missing
    /// was bound to nobody. `None`: policies are compared by the text of the ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bindings: Option<BTreeMap<String, String>>,
    /// The right answer, where somebody knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expected>,
}

/// The condition keys of a request with what they hold.
pub type Context = BTreeMap<String, Held>;

/// What a condition key holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Held {
    /// A single-valued key.
    One(String),
    /// A multi-valued key.
    Many(Vec<String>),
}

/// The policy documents that bear on a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policies {
    /// The caller's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<Value>,
    /// The permissions boundary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Vec<Value>>,
    /// The policies passed when the session was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Vec<Value>>,
    /// The resource's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Value>,
    /// Whether the resource's own policy has to allow even callers of its own account.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trust_required: bool,
    /// Service control policies, by level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scps: Option<Vec<Vec<Value>>>,
    /// Resource control policies, by level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rcps: Option<Vec<Vec<Value>>>,
    /// The policies of the VPC endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Vec<Value>>,
}

/// The answer that is written into a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expected {
    /// Allowed or denied.
    pub decision: Decision,
    /// The type of the policy that decides; `None` where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PolicyType>,
    /// The place of the deciding statement, which this crate does not look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// Its `Sid`, which this crate does not look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
}
