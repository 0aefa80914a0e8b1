//! What operations on managed policies ask of the caller: the policy's ARN as it was given, and the policy's tags.

use rolecall_model::{Arn, Path, iam};

use super::find;
use crate::fault::Fault;
use crate::iam::shapes::ArnText;
use crate::operation::Access;
use crate::pipeline::Scene;

/// On the policy with this ARN.
pub(super) fn policy(scene: &Scene<'_>, action: &'static str, arn: &ArnText) -> Result<Access, Fault> {
    let arn: Arn = find::arn(arn)?;
    let access = Access::new(action, arn.as_str(), scene.account());
    match scene.snapshot.usable_policy(scene.account(), &arn) {
        Some(policy) => Ok(access.resource_tags(&policy.tags)),
        None => Ok(access),
    }
}

/// On a policy that is to be made.
pub(super) fn new_policy(scene: &Scene<'_>, action: &'static str, path: &Path, name: &str) -> Access {
    Access::new(action, iam::policy(scene.account(), path, name).as_str(), scene.account())
}
