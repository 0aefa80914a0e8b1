//! Operations on roles.

mod shapes;

use std::sync::Arc;

use rolecall_model::AccountId;

use super::error::IamError;
use crate::directory::{Role, Snapshot};

crate::spec::operations! {
    create_role: CreateRole,
    delete_role: DeleteRole,
    get_role: GetRole,
    list_roles: ListRoles,
    update_assume_role_policy: UpdateAssumeRolePolicy,
}

/// The role of this name.
fn find<'a>(snapshot: &'a Snapshot, account: AccountId, name: &str) -> Result<&'a Arc<Role>, IamError> {
    let role = snapshot.account(account).and_then(|state| state.roles.get(name));
    role.ok_or_else(|| IamError::RoleNotFound { name: name.to_owned() })
}

/// The role of this name, which a customer may change.
fn find_modifiable(snapshot: &Snapshot, account: AccountId, name: &str) -> Result<Role, IamError> {
    let role = find(snapshot, account, name)?;
    let path = role.path.as_str();
    if path.starts_with("/aws-service-role/") || path.starts_with("/aws-reserved/") {
        return Err(IamError::ProtectedRole { name: role.name.to_string() });
    }
    Ok(Role::clone(role))
}
