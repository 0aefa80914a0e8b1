//! `rolecall:IssueWorkloadCredentials`: a session of the role that a workload has now, for the host that it runs on or for whoever is
//! permitted. In both cases the role's trust policy must let the workload's service assume it.

use rolecall_derive::{Input, Output};
use rolecall_model::{AccountId, Arn, SessionName, UniqueId, WorkloadArn, WorkloadKind};

use super::find;
use crate::directory::{Transaction, Workload};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error::{self, RolecallError};
use crate::rolecall::issue::{Found, USUAL_SECONDS};
use crate::spec::{Callers, Spec};
use crate::sts::service_session::ServiceSession;
use crate::sts::shapes::Credentials;
use crate::token::RoleDelivery;

rolecall_model::number! {
    /// How long the session lives, in seconds.
    pub(super) struct WorkloadDuration(900..=43200);
}

rolecall_model::choice! {
    /// Which of a workload's roles is meant.
    pub(super) enum Purpose {
        /// That under which it runs.
        Role = "Role",
        /// That under which a task is started.
        Execution = "Execution",
    }
}

#[derive(Input)]
pub(super) struct IssueWorkloadCredentials {
    workload_arn: WorkloadArn,
    purpose: Option<Purpose>,
    duration_seconds: Option<WorkloadDuration>,
    role_delivery: Option<RoleDelivery>,
}

#[derive(Output)]
pub(super) struct IssueWorkloadCredentialsOutput {
    credentials: Credentials,
    role_arn: Arn,
    account_id: AccountId,
    session_name: SessionName,
    instance_profile_arn: Option<Arn>,
    instance_profile_id: Option<UniqueId>,
}

impl Operation for IssueWorkloadCredentials {
    const SPEC: Spec =
        Spec::rolecall("IssueWorkloadCredentials").issues().callers(Callers::PrincipalsAndHosts).errors(&[
            error::ACCESS_DENIED_EXCEPTION,
            error::INVALID_INPUT,
            error::RESOURCE_NOT_FOUND,
            error::INTERNAL_SERVER,
        ]);

    type Output = IssueWorkloadCredentialsOutput;

    /// A host needs to be the workload's, and learns nothing about others.
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let access = find::access(scene, Self::ACTION, &self.workload_arn);
        let Some(host) = scene.caller.as_host() else { return Ok(vec![access]) };
        let workload = scene.snapshot.workload(&self.workload_arn).filter(|it| it.account() == host.account);
        let is_there = workload.is_some_and(|workload| workload.host.as_ref() == Some(&host.id));
        // An access that hosts cannot have.
        Ok(if is_there { Vec::new() } else { vec![access] })
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let workload = find::workload(directory, &operation.workload_arn)?;
        if operation.role_delivery.is_some() && workload.arn.kind() != WorkloadKind::Instance {
            return Err(RolecallError::DeliveryOfOther.into());
        }
        let no_role = || RolecallError::NoRole { arn: workload.arn.to_string() };
        let found = operation.found(scene, directory, workload)?.ok_or_else(no_role)?;
        let issued = found.issue(&ServiceSession {
            server: scene.server,
            snapshot: directory,
            now: scene.now,
            request_id: scene.circumstances.request_id,
            workload: &workload.arn,
            role: found.role,
            seconds: operation.duration_seconds.map_or(USUAL_SECONDS, WorkloadDuration::get),
            delivery: operation.role_delivery.unwrap_or(RoleDelivery::V2),
        })?;
        let (instance_profile_arn, instance_profile_id) = issued.instance_profile.unzip();
        Ok(IssueWorkloadCredentialsOutput {
            credentials: Credentials {
                access_key_id: issued.access_key_id,
                secret_access_key: issued.secret_access_key,
                session_token: issued.session_token,
                expiration: issued.expiration,
            },
            role_arn: issued.role_arn,
            account_id: issued.account,
            session_name: issued.session_name,
            instance_profile_arn,
            instance_profile_id,
        })
    }
}

impl IssueWorkloadCredentials {
    const ACTION: &str = "rolecall:IssueWorkloadCredentials";

    /// The role that is meant; `None` if the workload does not have it now.
    fn found<'d>(
        &self,
        scene: &Scene<'_>,
        directory: &'d Transaction,
        workload: &Workload,
    ) -> Result<Option<Found<'d>>, Fault> {
        let state = scene.state(directory)?;
        Ok(match self.purpose.unwrap_or(Purpose::Role) {
            Purpose::Role => workload.role.as_ref().and_then(|source| Found::of_source(state, source)),
            Purpose::Execution => {
                let role = workload.execution_role.as_ref().and_then(|id| state.roles.by_id(id));
                role.map(|role| Found { role, profile: None })
            }
        })
    }
}
