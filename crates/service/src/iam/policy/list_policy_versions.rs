//! `iam:ListPolicyVersions`: the versions of a managed policy, the newest first.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html>

use rolecall_derive::{Input, Output};

use super::shapes::PolicyVersionDetail;
use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{ArnText, Marker, MaxItems};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListPolicyVersions {
    policy_arn: ArnText,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListPolicyVersionsOutput {
    versions: Vec<PolicyVersionDetail>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListPolicyVersions {
    const SPEC: Spec =
        Spec::iam("ListPolicyVersions").errors(&[error::NO_SUCH_ENTITY, error::INVALID_INPUT, error::SERVICE_FAILURE]);

    type Output = ListPolicyVersionsOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:ListPolicyVersions", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let policy = find::policy(directory, operation.scene().account(), &operation.policy_arn)?;
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let page = wanted.of_list(policy.versions.iter().rev())?;
        Ok(ListPolicyVersionsOutput {
            versions: page.items.iter().map(|version| PolicyVersionDetail::listed(policy, version)).collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}
