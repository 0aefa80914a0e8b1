//! `iam:ListInstanceProfileTags`: the tags of an instance profile.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html>

use rolecall_derive::{Input, Output};
use rolecall_model::{InstanceProfileName, Tag};

use super::{access, find};
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{Marker, MaxItems};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListInstanceProfileTags {
    instance_profile_name: InstanceProfileName,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListInstanceProfileTagsOutput {
    tags: Vec<Tag>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListInstanceProfileTags {
    const SPEC: Spec = Spec::iam("ListInstanceProfileTags").errors(&[error::NO_SUCH_ENTITY, error::SERVICE_FAILURE]);

    type Output = ListInstanceProfileTagsOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named(scene, "iam:ListInstanceProfileTags", &self.instance_profile_name)])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let profile = find::profile(directory, operation.scene().account(), &operation.instance_profile_name)?;
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let page = wanted.of_list(profile.tags.iter().cloned())?;
        Ok(ListInstanceProfileTagsOutput { tags: page.items, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}
