//! `rolecall:SwapWorkloadRole`: other roles for a workload, which count from its next credentials on; what the request leaves out
//! stays.

use rolecall_derive::{Input, Output};
use rolecall_model::{InstanceProfileName, RoleName, WorkloadArn};

use super::find;
use super::roles::NamedRoles;
use super::shapes::WorkloadDetail;
use crate::directory::{Transaction, Workload};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error;
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct SwapWorkloadRole {
    workload_arn: WorkloadArn,
    role_name: Option<RoleName>,
    instance_profile_name: Option<InstanceProfileName>,
    execution_role_name: Option<RoleName>,
}

#[derive(Output)]
pub(super) struct SwapWorkloadRoleOutput {
    workload: WorkloadDetail,
}

impl Operation for SwapWorkloadRole {
    const SPEC: Spec = Spec::rolecall("SwapWorkloadRole").writes().errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::INVALID_INPUT,
        error::RESOURCE_NOT_FOUND,
        error::INTERNAL_SERVER,
    ]);

    type Output = SwapWorkloadRoleOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let swap = find::access(scene, "rolecall:SwapWorkloadRole", &self.workload_arn);
        Ok([swap].into_iter().chain(self.roles().passes(scene)).collect())
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let mut workload = Workload::clone(find::workload(directory, &operation.workload_arn)?);
        let roles = operation.roles();
        roles.check()?;
        roles.give(scene.state(directory)?, &mut workload)?;
        workload.role_since = scene.now;
        let output = SwapWorkloadRoleOutput { workload: WorkloadDetail::of(&workload, directory) };
        directory.put(workload);
        Ok(output)
    }
}

impl SwapWorkloadRole {
    fn roles(&self) -> NamedRoles<'_> {
        NamedRoles {
            workload: &self.workload_arn,
            role: self.role_name.as_ref(),
            profile: self.instance_profile_name.as_ref(),
            execution_role: self.execution_role_name.as_ref(),
        }
    }
}
