//! Operations on roles.

mod shapes;

use std::sync::Arc;

use rolecall_model::{AccountId, Path, iam};
use rolecall_policy::document::size::ROLE_INLINE_POLICIES;

use super::error::IamError;
use super::holder::{self, Kind, PolicyHolder, policy_holder};
use crate::directory::{AccountState, Role, Snapshot, Table};

pub(super) use shapes::RoleDetail;

crate::spec::operations! {
    create_role: CreateRole,
    delete_role: DeleteRole,
    get_role: GetRole,
    list_roles: ListRoles,
    update_assume_role_policy: UpdateAssumeRolePolicy,
    update_role: UpdateRole,
    update_role_description: UpdateRoleDescription,
}

/// Where the roles lie that AWS services make for themselves.
const SERVICE_LINKED: &str = "/aws-service-role/";

/// Where the other roles lie that only AWS makes.
const RESERVED: &str = "/aws-reserved/";

policy_holder! {
    Role {
        const KIND: Kind = Kind {
            noun: "role",
            title: "Role",
            name_member: "RoleName",
            arn: iam::role,
            quota: ("RolesPerAccount", |quotas| quotas.roles),
            attached_quota: ("PoliciesPerRole", |quotas| quotas.attached_policies_per_role),
            inline_characters: ROLE_INLINE_POLICIES,
        };

        fn table(state: &AccountState) -> &Table<Self> {
            &state.roles
        }

        fn check_modifiable(&self) -> Result<(), IamError> {
            match reserved_prefix(&self.path) {
                Some(_) => Err(IamError::ProtectedRole { name: self.name.to_string() }),
                None => Ok(()),
            }
        }
    }
}

/// The beginning of a path that only AWS uses.
fn reserved_prefix(path: &Path) -> Option<&'static str> {
    [SERVICE_LINKED, RESERVED].into_iter().find(|prefix| path.as_str().starts_with(prefix))
}

/// A copy of the role of this name, whose description a customer may change: that of a service-linked role is the one thing that
/// AWS lets them change.
fn find_describable(snapshot: &Snapshot, account: AccountId, name: &str) -> Result<Role, IamError> {
    let role: &Arc<Role> = holder::find(snapshot, account, name)?;
    if !role.is_service_linked() {
        role.check_modifiable()?;
    }
    Ok(Role::clone(role))
}
