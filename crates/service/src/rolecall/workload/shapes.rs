//! How responses show a workload.

use rolecall_derive::Output;
use rolecall_model::{AccessKeyId, Arn, Tag, Time, WorkloadArn, WorkloadKind};

use crate::directory::{RoleSource, Snapshot, Workload};
use crate::rolecall::issue::Found;

/// A workload with the roles that it has now.
#[derive(Output)]
pub(super) struct WorkloadDetail {
    workload_arn: WorkloadArn,
    kind: WorkloadKind,
    service_principal: String,
    role_arn: Option<Arn>,
    instance_profile_arn: Option<Arn>,
    execution_role_arn: Option<Arn>,
    host_id: Option<AccessKeyId>,
    registered_date: Time,
    role_since: Time,
    tags: Vec<Tag>,
}

impl WorkloadDetail {
    pub(super) fn of(workload: &Workload, snapshot: &Snapshot) -> Self {
        let state = snapshot.account(workload.account());
        let found = workload.role.as_ref().and_then(|source| Found::of_source(state?, source));
        let profile = workload.role.as_ref().and_then(|source| match source {
            RoleSource::InstanceProfile(id) => state?.instance_profiles.by_id(id),
            RoleSource::Role(_) => None,
        });
        let execution_role = workload.execution_role.as_ref().and_then(|id| state?.roles.by_id(id));
        Self {
            workload_arn: workload.arn.clone(),
            kind: workload.arn.kind(),
            service_principal: workload.arn.kind().service_principal().to_owned(),
            role_arn: found.map(|found| found.role.arn()),
            instance_profile_arn: profile.map(|profile| profile.arn()),
            execution_role_arn: execution_role.map(|role| role.arn()),
            host_id: workload.host.clone(),
            registered_date: workload.registered,
            role_since: workload.role_since,
            tags: workload.tags.iter().cloned().collect(),
        }
    }
}
