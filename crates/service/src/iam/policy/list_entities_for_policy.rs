//! `iam:ListEntitiesForPolicy`: who uses a managed policy, of the caller's account.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html>

use std::collections::BTreeSet;

use rolecall_derive::{Input, Output};
use rolecall_model::{Arn, GroupName, Path, RoleName, UniqueId, UserName};

use super::shapes::{EntityKind, PolicyUsage};
use super::{access, find};
use crate::directory::{AccountState, Entity, Transaction};
use crate::fault::Fault;
use crate::iam::error::{self, IamError};
use crate::iam::paging::Wanted;
use crate::iam::shapes::{ArnText, Marker, MaxItems};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListEntitiesForPolicy {
    policy_arn: ArnText,
    entity_filter: Option<EntityKind>,
    path_prefix: Option<Path>,
    policy_usage_filter: Option<PolicyUsage>,
    marker: Option<Marker>,
    max_items: Option<MaxItems>,
}

#[derive(Output)]
pub(super) struct ListEntitiesForPolicyOutput {
    policy_groups: Vec<PolicyGroup>,
    policy_users: Vec<PolicyUser>,
    policy_roles: Vec<PolicyRole>,
    is_truncated: bool,
    marker: Option<String>,
}

#[derive(Output)]
struct PolicyGroup {
    group_name: GroupName,
    group_id: UniqueId,
}

#[derive(Output)]
struct PolicyUser {
    user_name: UserName,
    user_id: UniqueId,
}

#[derive(Output)]
struct PolicyRole {
    role_name: RoleName,
    role_id: UniqueId,
}

impl Operation for ListEntitiesForPolicy {
    const SPEC: Spec = Spec::iam("ListEntitiesForPolicy").errors(&[
        error::NO_SUCH_ENTITY,
        error::INVALID_INPUT,
        error::SERVICE_FAILURE,
    ]);

    type Output = ListEntitiesForPolicyOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![access::policy(scene, "iam:ListEntitiesForPolicy", &self.policy_arn)?])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let arn = find::arn(&operation.policy_arn)?;
        if directory.usable_policy(scene.account(), &arn).is_none() {
            return Err(IamError::NotAttachable { arn: arn.to_string() }.into());
        }
        let state = scene.state(directory)?;
        let wanted = Wanted { marker: operation.marker.as_ref(), max_items: operation.max_items };
        let page = wanted.of_sorted(operation.entities(state, &arn), ToString::to_string)?;
        let users = page.items.iter().filter_map(|id| state.users.by_id(id));
        let roles = page.items.iter().filter_map(|id| state.roles.by_id(id));
        Ok(ListEntitiesForPolicyOutput {
            policy_groups: Vec::new(),
            policy_users: users
                .map(|user| PolicyUser { user_name: user.name.clone(), user_id: user.id.clone() })
                .collect(),
            policy_roles: roles
                .map(|role| PolicyRole { role_name: role.name.clone(), role_id: role.id.clone() })
                .collect(),
            is_truncated: page.marker.is_some(),
            marker: page.marker,
        })
    }
}

impl ListEntitiesForPolicy {
    /// By unique id, which puts users before roles.
    fn entities<'a>(&'a self, state: &'a AccountState, arn: &Arn) -> impl Iterator<Item = &'a UniqueId> {
        let attached = state.attachments.of(arn).filter(|_| self.policy_usage_filter != Some(PolicyUsage::Boundary));
        let bounded = state.boundaries.of(arn).filter(|_| self.policy_usage_filter != Some(PolicyUsage::Permissions));
        let entities: BTreeSet<&UniqueId> = attached.chain(bounded).collect();
        entities.into_iter().filter(|id| self.wants(state, id))
    }

    fn wants(&self, state: &AccountState, id: &UniqueId) -> bool {
        let within =
            |path: &Path| self.path_prefix.as_ref().is_none_or(|prefix| path.as_str().starts_with(prefix.as_str()));
        let user = || state.users.by_id(id).is_some_and(|user| within(user.path()));
        let role = || state.roles.by_id(id).is_some_and(|role| within(role.path()));
        match self.entity_filter {
            None => user() || role(),
            Some(EntityKind::User) => user(),
            Some(EntityKind::Role) => role(),
            Some(EntityKind::Group | EntityKind::LocalManagedPolicy | EntityKind::AwsManagedPolicy) => false,
        }
    }
}
