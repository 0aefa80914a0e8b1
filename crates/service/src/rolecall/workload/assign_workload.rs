//! `rolecall:AssignWorkload`: the host that a workload runs on, or none. Whoever names a host must be allowed to pass the
//! workload's roles, because the host gets their credentials.

use rolecall_derive::{Input, Output};
use rolecall_model::WorkloadArn;

use super::shapes::WorkloadDetail;
use super::{find, roles};
use crate::directory::{Transaction, Workload};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::shapes::HostIdText;
use crate::rolecall::{error, host};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct AssignWorkload {
    workload_arn: WorkloadArn,
    host_id: Option<HostIdText>,
}

#[derive(Output)]
pub(super) struct AssignWorkloadOutput {
    workload: WorkloadDetail,
}

impl Operation for AssignWorkload {
    const SPEC: Spec = Spec::rolecall("AssignWorkload").writes().errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::RESOURCE_NOT_FOUND,
        error::INTERNAL_SERVER,
    ]);

    type Output = AssignWorkloadOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let assign = find::access(scene, "rolecall:AssignWorkload", &self.workload_arn);
        let assign = host::with_host(assign, self.host_id.as_ref());
        let workload = scene.snapshot.workload(&self.workload_arn).filter(|_| self.host_id.is_some());
        let passes = workload.map(|workload| roles::passes_of(scene, workload)).unwrap_or_default();
        Ok([assign].into_iter().chain(passes).collect())
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let state = operation.scene().state(directory)?;
        let found = find::workload(directory, &operation.workload_arn)?;
        let host = operation.host_id.as_ref().map(|id| host::id(state, id)).transpose()?;
        let workload = Workload { host, ..Workload::clone(found) };
        let output = AssignWorkloadOutput { workload: WorkloadDetail::of(&workload, directory) };
        directory.put(workload);
        Ok(output)
    }
}
