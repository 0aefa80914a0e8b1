//! How responses show an instance profile.

use rolecall_derive::Output;
use rolecall_model::{Arn, InstanceProfileName, Path, Tag, Time, UniqueId};

use crate::directory::{InstanceProfile, Snapshot};
use crate::iam::role::RoleDetail;

/// An instance profile; lists show it without its tags.
#[derive(Debug, Output)]
pub(super) struct InstanceProfileDetail {
    path: Path,
    instance_profile_name: InstanceProfileName,
    instance_profile_id: UniqueId,
    arn: Arn,
    create_date: Time,
    roles: Vec<RoleDetail>,
    tags: Option<Vec<Tag>>,
}

impl InstanceProfileDetail {
    /// As lists show it.
    pub(super) fn listed(profile: &InstanceProfile, snapshot: &Snapshot) -> Self {
        let state = snapshot.account(profile.account);
        let role = profile.role.as_ref().and_then(|id| state?.roles.by_id(id));
        Self {
            path: profile.path.clone(),
            instance_profile_name: profile.name.clone(),
            instance_profile_id: profile.id.clone(),
            arn: profile.arn(),
            create_date: profile.created,
            roles: role.map(|role| RoleDetail::listed(role, snapshot)).into_iter().collect(),
            tags: None,
        }
    }

    /// With its tags.
    pub(super) fn whole(profile: &InstanceProfile, snapshot: &Snapshot) -> Self {
        let tags = (!profile.tags.is_empty()).then(|| profile.tags.iter().cloned().collect());
        Self { tags, ..Self::listed(profile, snapshot) }
    }
}
