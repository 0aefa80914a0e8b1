//! Holders by name, and what must hold before one is made or removed.

use std::sync::Arc;

use rolecall_model::AccountId;

use super::PolicyHolder;
use crate::directory::Snapshot;
use crate::fault::Fault;
use crate::iam::error::IamError;
use crate::pipeline::Scene;

/// The holder of this name.
pub(in crate::iam) fn find<'a, H: PolicyHolder>(
    snapshot: &'a Snapshot,
    account: AccountId,
    name: &str,
) -> Result<&'a Arc<H>, IamError> {
    let holder = snapshot.account(account).and_then(|state| H::table(state).get(name));
    holder.ok_or_else(|| IamError::NotFound { noun: H::KIND.noun, name: name.to_owned() })
}

/// A copy of the holder of this name, to be changed by a customer.
pub(in crate::iam) fn find_modifiable<H: PolicyHolder>(
    snapshot: &Snapshot,
    account: AccountId,
    name: &str,
) -> Result<H, IamError> {
    let holder: &Arc<H> = find(snapshot, account, name)?;
    holder.check_modifiable()?;
    Ok(H::clone(holder))
}

/// Nobody has the name, whose case does not matter.
pub(in crate::iam) fn check_free<H: PolicyHolder>(
    snapshot: &Snapshot,
    account: AccountId,
    name: &str,
) -> Result<(), IamError> {
    match find::<H>(snapshot, account, name) {
        Ok(_) => Err(IamError::Exists { title: H::KIND.title, name: name.to_owned() }),
        Err(_) => Ok(()),
    }
}

/// The account may have one more.
pub(in crate::iam) fn check_room<H: PolicyHolder>(scene: &Scene<'_>, snapshot: &Snapshot) -> Result<(), Fault> {
    let (name, limit) = H::KIND.quota;
    let limit = limit(&scene.server.quotas);
    let room = H::table(scene.state(snapshot)?).len() < limit;
    if room { Ok(()) } else { Err(IamError::QuotaExceeded { name, limit }.into()) }
}

/// No policy hangs on it any more.
pub(in crate::iam) fn check_bare(holder: &impl PolicyHolder) -> Result<(), IamError> {
    if !holder.attached().is_empty() {
        return Err(IamError::DetachFirst);
    }
    if holder.inline().is_empty() { Ok(()) } else { Err(IamError::DeletePoliciesFirst) }
}
