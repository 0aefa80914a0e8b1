//! `iam:ListPolicies`: the managed policies of the account, and those of AWS.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html>

use std::sync::Arc;

use rolecall_derive::{Input, Output};
use rolecall_model::NameKey;

use super::shapes::{PolicyDetail, PolicyPath, PolicyScope, PolicyUsage};
use crate::aws_managed;
use crate::directory::{AccountState, ManagedPolicy, Transaction};
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{Marker, MaxItems};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListPolicies {
    scope: Option<PolicyScope>,
    only_attached: Option<bool>,
    path_prefix: Option<PolicyPath>,
    policy_usage_filter: Option<PolicyUsage>,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListPoliciesOutput {
    policies: Vec<PolicyDetail>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListPolicies {
    const SPEC: Spec = Spec::iam("ListPolicies").errors(&[error::SERVICE_FAILURE]);

    type Output = ListPoliciesOutput;

    /// Lists of policies know no resource (service authorization reference).
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("iam:ListPolicies", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let state = operation.scene().state(directory)?;
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let page = wanted.of_sorted(operation.policies(state), |policy| place(policy))?;
        Ok(ListPoliciesOutput {
            policies: page.items.iter().map(|policy| PolicyDetail::listed(policy, state)).collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}

impl ListPolicies {
    /// Those of the account before those of AWS, each by path and name.
    fn policies<'a>(&'a self, state: &'a AccountState) -> impl Iterator<Item = &'a Arc<ManagedPolicy>> {
        let scope = self.scope.unwrap_or(PolicyScope::All);
        let local = state.policies.iter().filter(move |_| scope != PolicyScope::Aws);
        let aws = aws_managed::all().into_iter().filter(move |_| scope != PolicyScope::Local);
        local.chain(aws).filter(|policy| self.wants(policy, state))
    }

    fn wants(&self, policy: &ManagedPolicy, state: &AccountState) -> bool {
        let attached = || state.attachments.count(&policy.arn) > 0;
        let within = |prefix: &PolicyPath| policy.path.as_str().starts_with(prefix.as_str());
        let used = match self.policy_usage_filter {
            None => true,
            Some(PolicyUsage::Permissions) => attached(),
            Some(PolicyUsage::Boundary) => state.boundaries.count(&policy.arn) > 0,
        };
        used && (self.only_attached != Some(true) || attached()) && self.path_prefix.as_ref().is_none_or(within)
    }
}

/// Orders as the list does: no path or name holds a character before the blank that stands between them.
fn place(policy: &ManagedPolicy) -> String {
    let rank = if policy.arn.account() == "aws" { 'b' } else { 'a' };
    format!("{rank}{} {}", policy.path.as_str(), NameKey::of(policy.name.as_str()).as_str())
}
