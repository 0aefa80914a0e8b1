//! `iam:ListInstanceProfiles`: the instance profiles of the account, by path and name.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html>

use rolecall_derive::{Input, Output};

use super::shapes::InstanceProfileDetail;
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::iam::error;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{Marker, MaxItems, PathPrefix};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListInstanceProfiles {
    path_prefix: Option<PathPrefix>,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListInstanceProfilesOutput {
    instance_profiles: Vec<InstanceProfileDetail>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListInstanceProfiles {
    const SPEC: Spec = Spec::iam("ListInstanceProfiles").errors(&[error::SERVICE_FAILURE]);

    type Output = ListInstanceProfilesOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let prefix = self.path_prefix.as_ref().map_or("/", PathPrefix::as_str);
        let all = format!("arn:aws:iam::{}:instance-profile{prefix}", scene.account());
        Ok(vec![Access::new("iam:ListInstanceProfiles", all, scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let state = operation.scene().state(directory)?;
        let page = wanted.of_table(&state.instance_profiles, operation.path_prefix.as_ref())?;
        Ok(ListInstanceProfilesOutput {
            instance_profiles: page
                .items
                .iter()
                .map(|profile| InstanceProfileDetail::listed(profile, directory))
                .collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}
