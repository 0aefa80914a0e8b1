//! `rolecall:RegisterWorkload`: a workload, and the roles that it gets.

use rolecall_derive::{Input, Output};
use rolecall_model::{InstanceProfileName, RoleName, Tag, WorkloadArn};

use super::roles::NamedRoles;
use super::shapes::WorkloadDetail;
use super::{find, tags};
use crate::directory::{Transaction, Workload};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error::{self, RolecallError};
use crate::rolecall::host;
use crate::rolecall::shapes::HostIdText;
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct RegisterWorkload {
    workload_arn: WorkloadArn,
    role_name: Option<RoleName>,
    instance_profile_name: Option<InstanceProfileName>,
    execution_role_name: Option<RoleName>,
    host_id: Option<HostIdText>,
    tags: Option<tags::TagList>,
}

#[derive(Output)]
pub(super) struct RegisterWorkloadOutput {
    workload: WorkloadDetail,
}

impl Operation for RegisterWorkload {
    const SPEC: Spec = Spec::rolecall("RegisterWorkload").writes().errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::CONFLICT,
        error::INVALID_INPUT,
        error::QUOTA_EXCEEDED,
        error::RESOURCE_NOT_FOUND,
        error::INTERNAL_SERVER,
    ]);

    type Output = RegisterWorkloadOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let register = find::access(scene, "rolecall:RegisterWorkload", &self.workload_arn);
        let register = host::with_host(register, self.host_id.as_ref()).request_tags(self.tags());
        Ok([register].into_iter().chain(self.roles().passes(scene)).collect())
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let workload = operation.workload(scene, directory)?;
        let output = RegisterWorkloadOutput { workload: WorkloadDetail::of(&workload, directory) };
        directory.put(workload);
        Ok(output)
    }
}

impl RegisterWorkload {
    fn tags(&self) -> &[Tag] {
        self.tags.as_ref().map_or(&[], tags::TagList::as_slice)
    }

    fn roles(&self) -> NamedRoles<'_> {
        NamedRoles {
            workload: &self.workload_arn,
            role: self.role_name.as_ref(),
            profile: self.instance_profile_name.as_ref(),
            execution_role: self.execution_role_name.as_ref(),
        }
    }

    fn workload(&self, scene: &Scene<'_>, directory: &Transaction) -> Result<Workload, Fault> {
        let (arn, state, roles) = (&self.workload_arn, scene.state(directory)?, self.roles());
        if arn.account() != scene.account() {
            return Err(RolecallError::ForeignWorkload { arn: arn.to_string() }.into());
        }
        roles.check()?;
        if state.workloads.get(arn).is_some() {
            return Err(RolecallError::WorkloadExists { arn: arn.to_string() }.into());
        }
        let limit = scene.server.quotas.workloads;
        if state.workloads.len() >= limit {
            return Err(RolecallError::TooMany { noun: "workloads", limit }.into());
        }
        let mut workload = Workload {
            arn: arn.clone(),
            role: None,
            execution_role: None,
            host: self.host_id.as_ref().map(|id| host::id(state, id)).transpose()?,
            registered: scene.now,
            role_since: scene.now,
            tags: tags::checked(self.tags())?,
        };
        roles.give(state, &mut workload)?;
        Ok(workload)
    }
}
