//! `iam:ListInstanceProfilesForRole`: the instance profiles that hold a role, by unique id.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html>

use std::collections::BTreeSet;
use std::sync::Arc;

use rolecall_derive::{Input, Output};
use rolecall_model::RoleName;

use super::shapes::InstanceProfileDetail;
use crate::directory::{Role, Transaction};
use crate::fault::Fault;
use crate::iam::paging::Wanted;
use crate::iam::shapes::{Marker, MaxItems};
use crate::iam::{access, error, holder};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListInstanceProfilesForRole {
    role_name: RoleName,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListInstanceProfilesForRoleOutput {
    instance_profiles: Vec<InstanceProfileDetail>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListInstanceProfilesForRole {
    const SPEC: Spec =
        Spec::iam("ListInstanceProfilesForRole").errors(&[error::NO_SUCH_ENTITY, error::SERVICE_FAILURE]);

    type Output = ListInstanceProfilesForRoleOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::named::<Role>(scene, "iam:ListInstanceProfilesForRole", self.role_name.as_str())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let state = scene.state(directory)?;
        let role: &Arc<Role> = holder::find(directory, scene.account(), operation.role_name.as_str())?;
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let ids: BTreeSet<_> = state.role_profiles.of(&role.id).collect();
        let page = wanted.of_sorted(ids.into_iter(), ToString::to_string)?;
        let profiles = page.items.iter().filter_map(|id| state.instance_profiles.by_id(id));
        Ok(ListInstanceProfilesForRoleOutput {
            instance_profiles: profiles.map(|profile| InstanceProfileDetail::listed(profile, directory)).collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}
