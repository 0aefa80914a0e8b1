//! `rolecall:DescribeWorkload`: one workload, with the roles that it has now.

use rolecall_derive::{Input, Output};
use rolecall_model::WorkloadArn;

use super::find;
use super::shapes::WorkloadDetail;
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error;
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct DescribeWorkload {
    workload_arn: WorkloadArn,
}

#[derive(Output)]
pub(super) struct DescribeWorkloadOutput {
    workload: WorkloadDetail,
}

impl Operation for DescribeWorkload {
    const SPEC: Spec = Spec::rolecall("DescribeWorkload").errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::RESOURCE_NOT_FOUND,
        error::INTERNAL_SERVER,
    ]);

    type Output = DescribeWorkloadOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![find::access(scene, "rolecall:DescribeWorkload", &self.workload_arn)])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let workload = find::workload(directory, &operation.workload_arn)?;
        Ok(DescribeWorkloadOutput { workload: WorkloadDetail::of(workload, directory) })
    }
}
