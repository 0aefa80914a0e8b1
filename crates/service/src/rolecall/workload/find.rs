//! Workloads by ARN, and what operations on one ask of the caller.

use std::sync::Arc;

use rolecall_model::WorkloadArn;

use crate::directory::{Snapshot, Workload};
use crate::operation::Access;
use crate::pipeline::Scene;
use crate::rolecall::error::RolecallError;

/// The workload with this ARN.
pub(super) fn workload<'a>(snapshot: &'a Snapshot, arn: &WorkloadArn) -> Result<&'a Arc<Workload>, RolecallError> {
    snapshot.workload(arn).ok_or_else(|| RolecallError::WorkloadNotFound { arn: arn.to_string() })
}

/// On the workload with this ARN. One of another account is that account's resource, which no policy of the caller's alone opens.
pub(super) fn access(scene: &Scene<'_>, action: &'static str, arn: &WorkloadArn) -> Access {
    let access = Access::new(action, arn.as_str(), arn.account());
    match scene.snapshot.workload(arn) {
        Some(workload) => access.resource_tags(&workload.tags),
        None => access,
    }
}
