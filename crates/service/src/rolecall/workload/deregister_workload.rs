//! `rolecall:DeregisterWorkload`: an end to a workload. Credentials that it has live on until they expire.

use rolecall_derive::Input;
use rolecall_model::WorkloadArn;

use super::find;
use crate::directory::{RecordKey, Transaction};
use crate::fault::Fault;
use crate::operation::{Access, Nothing, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error;
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DeregisterWorkload {
    workload_arn: WorkloadArn,
}

impl Operation for DeregisterWorkload {
    const SPEC: Spec = Spec::rolecall("DeregisterWorkload").writes().errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::RESOURCE_NOT_FOUND,
        error::INTERNAL_SERVER,
    ]);

    type Output = Nothing;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![find::access(scene, "rolecall:DeregisterWorkload", &self.workload_arn)])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        find::workload(directory, &operation.workload_arn)?;
        directory.remove(RecordKey::Workload(operation.workload_arn.clone()));
        Ok(Nothing)
    }
}
