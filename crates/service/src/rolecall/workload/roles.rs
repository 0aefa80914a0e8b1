//! The roles that a request names for a workload: which kinds of workloads can have them, who may pass them, and which they are.

use rolecall_model::{InstanceProfileName, RoleName, UniqueId, WorkloadArn, WorkloadKind};

use crate::directory::{AccountState, RoleSource, Workload};
use crate::iam::pass_role;
use crate::operation::Access;
use crate::pipeline::Scene;
use crate::rolecall::error::RolecallError;
use crate::rolecall::issue::Found;

/// What a request names.
pub(super) struct NamedRoles<'a> {
    pub(super) workload: &'a WorkloadArn,
    pub(super) role: Option<&'a RoleName>,
    pub(super) profile: Option<&'a InstanceProfileName>,
    pub(super) execution_role: Option<&'a RoleName>,
}

impl NamedRoles<'_> {
    /// The names go together, and with the kind of workload.
    pub(super) fn check(&self) -> Result<(), RolecallError> {
        let kind = self.workload.kind();
        match (self.role, self.profile, self.execution_role) {
            (None, None, None) => Err(RolecallError::NoRoleNamed),
            (Some(_), Some(_), _) => Err(RolecallError::RoleAndProfile),
            (_, Some(_), _) if kind != WorkloadKind::Instance => Err(RolecallError::ProfileOfOther),
            (_, _, Some(_)) if kind != WorkloadKind::Task => Err(RolecallError::ExecutionRoleOfOther),
            _ => Ok(()),
        }
    }

    /// The permissions to pass them.
    pub(super) fn passes(&self, scene: &Scene<'_>) -> Vec<Access> {
        let state = scene.snapshot.account(scene.account());
        let profile = self.profile.and_then(|name| state?.instance_profiles.get(name.as_str()));
        let in_profile = profile.and_then(|profile| state?.roles.by_id(profile.role.as_ref()?));
        let named = [self.role, self.execution_role].into_iter().flatten().map(RoleName::as_str);
        let all = named.chain(in_profile.map(|role| role.name.as_str()));
        all.map(|role| pass(scene, role, self.workload)).collect()
    }

    /// Gives them to a workload; what the request leaves out stays.
    pub(super) fn give(&self, state: &AccountState, workload: &mut Workload) -> Result<(), RolecallError> {
        if let Some(name) = self.role {
            workload.role = Some(RoleSource::Role(role(state, name)?));
        }
        if let Some(name) = self.profile {
            let missing = || RolecallError::InstanceProfileNotFound { name: name.to_string() };
            let profile = state.instance_profiles.get(name.as_str()).ok_or_else(missing)?;
            workload.role = Some(RoleSource::InstanceProfile(profile.id.clone()));
        }
        if let Some(name) = self.execution_role {
            workload.execution_role = Some(role(state, name)?);
        }
        Ok(())
    }
}

fn role(state: &AccountState, name: &RoleName) -> Result<UniqueId, RolecallError> {
    let role = state.roles.get(name.as_str()).ok_or_else(|| RolecallError::RoleNotFound { name: name.to_string() })?;
    if role.is_service_linked() {
        return Err(RolecallError::ServiceLinkedRole { name: name.to_string() });
    }
    Ok(role.id.clone())
}

/// The permissions to pass the roles that a workload has already, as when it moves to another host.
pub(super) fn passes_of(scene: &Scene<'_>, workload: &Workload) -> Vec<Access> {
    let Some(state) = scene.snapshot.account(workload.account()) else { return Vec::new() };
    let found = workload.role.as_ref().and_then(|source| Found::of_source(state, source));
    let execution_role = workload.execution_role.as_ref().and_then(|id| state.roles.by_id(id));
    let roles = found.map(|found| found.role).into_iter().chain(execution_role);
    roles.map(|role| pass(scene, role.name.as_str(), &workload.arn)).collect()
}

fn pass(scene: &Scene<'_>, role: &str, workload: &WorkloadArn) -> Access {
    pass_role::access(scene, role, workload.kind().service_principal(), workload.as_str())
}
