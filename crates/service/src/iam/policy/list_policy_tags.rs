//! `iam:ListPolicyTags`: the tags of a managed policy.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyTags.html>

use rolecall_derive::{Input, Output};
use rolecall_model::Tag;

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
pub(super) struct ListPolicyTags {
    policy_arn: ArnText,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListPolicyTagsOutput {
    tags: Vec<Tag>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListPolicyTags {
    const SPEC: Spec =
        Spec::iam("ListPolicyTags").errors(&[error::NO_SUCH_ENTITY, error::INVALID_INPUT, error::SERVICE_FAILURE]);

    type Output = ListPolicyTagsOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:ListPolicyTags", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let policy = find::policy(directory, operation.scene().account(), &operation.policy_arn)?;
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let page = wanted.of_list(policy.tags.iter().cloned())?;
        Ok(ListPolicyTagsOutput { tags: page.items, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}
