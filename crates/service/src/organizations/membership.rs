//! Which organization the caller's account is in, and whether it may manage it.

use std::sync::Arc;

use super::error::OrganizationsError;
use crate::directory::{Organization, Snapshot};
use crate::pipeline::Scene;

/// The organization of the caller's account.
pub(super) fn organization<'a>(
    scene: &Scene<'_>,
    snapshot: &'a Snapshot,
) -> Result<&'a Arc<Organization>, OrganizationsError> {
    snapshot.organization_of(scene.account()).ok_or(OrganizationsError::NotInUse)
}

/// The organization that the caller's account manages.
pub(super) fn managed<'a>(
    scene: &Scene<'_>,
    snapshot: &'a Snapshot,
) -> Result<&'a Arc<Organization>, OrganizationsError> {
    let organization = organization(scene, snapshot)?;
    let manages = organization.management_account == scene.account();
    if manages { Ok(organization) } else { Err(OrganizationsError::NotManagementAccount) }
}
