//! Instance profiles by name.

use std::sync::Arc;

use rolecall_model::{AccountId, InstanceProfileName};

use crate::directory::{InstanceProfile, Snapshot};
use crate::iam::error::IamError;

/// The instance profile of this name.
pub(super) fn profile<'a>(
    snapshot: &'a Snapshot,
    account: AccountId,
    name: &InstanceProfileName,
) -> Result<&'a Arc<InstanceProfile>, IamError> {
    let profile = snapshot.account(account).and_then(|state| state.instance_profiles.get(name.as_str()));
    profile.ok_or_else(|| IamError::InstanceProfileNotFound { name: name.to_string() })
}
