//! Sessions for workloads: of registered ones, and of those whose role is named here and now, as the endpoints inside a server need
//! it.

use std::sync::Arc;

use rolecall_model::{AccessKeyId, AccountId, Arn, SecretKey, SessionName, Time, UniqueId, WorkloadArn};

use super::error::{ACCESS_DENIED_EXCEPTION, RolecallError};
use crate::directory::{AccountState, InstanceProfile, Role, RoleSource};
use crate::fault::{Fault, common};
use crate::server::Server;
use crate::sts::service_session::ServiceSession;
use crate::token::RoleDelivery;
use crate::trail::uuid;

/// How long sessions live where nobody says, as those of instances do: six hours.
pub(super) const USUAL_SECONDS: i32 = 21_600;

/// Whose role a workload gets that is not registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkloadRole<'a> {
    /// That of the instance profile of this name, whatever it is at the time.
    InstanceProfile(&'a str),
    /// The role of this name.
    Role(&'a str),
}

/// What a workload signs with, and what it can say of itself.
#[derive(Debug)]
pub struct WorkloadCredentials {
    /// The access key id, `ASIA…`.
    pub access_key_id: AccessKeyId,
    /// The secret access key.
    pub secret_access_key: SecretKey,
    /// The session token.
    pub session_token: String,
    /// When they end.
    pub expiration: Time,
    /// The role.
    pub role_arn: Arn,
    /// The account that they act in.
    pub account: AccountId,
    /// The name of the session.
    pub session_name: SessionName,
    /// The ARN and id of the instance profile that the role came from.
    pub instance_profile: Option<(Arn, UniqueId)>,
}

/// A role, and the instance profile that it came from.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) role: &'a Arc<Role>,
    pub(super) profile: Option<&'a Arc<InstanceProfile>>,
}

impl<'a> Found<'a> {
    /// The role that a registered workload has now; `None` if it has none.
    pub(super) fn of_source(state: &'a AccountState, source: &RoleSource) -> Option<Self> {
        match source {
            RoleSource::Role(id) => state.roles.by_id(id).map(|role| Self { role, profile: None }),
            RoleSource::InstanceProfile(id) => Self::of_profile(state, state.instance_profiles.by_id(id)?),
        }
    }

    fn of_profile(state: &'a AccountState, profile: &'a Arc<InstanceProfile>) -> Option<Self> {
        let role = state.roles.by_id(profile.role.as_ref()?)?;
        Some(Self { role, profile: Some(profile) })
    }

    fn named(state: &'a AccountState, workload: &WorkloadArn, wanted: WorkloadRole<'_>) -> Result<Self, RolecallError> {
        match wanted {
            WorkloadRole::Role(name) => {
                let role =
                    state.roles.get(name).ok_or_else(|| RolecallError::RoleNotFound { name: name.to_owned() })?;
                Ok(Self { role, profile: None })
            }
            WorkloadRole::InstanceProfile(name) => {
                let missing = || RolecallError::InstanceProfileNotFound { name: name.to_owned() };
                let profile = state.instance_profiles.get(name).ok_or_else(missing)?;
                Self::of_profile(state, profile).ok_or_else(|| RolecallError::NoRole { arn: workload.to_string() })
            }
        }
    }

    /// Asks for the session, as the service that the workload belongs to.
    pub(super) fn issue(self, session: &ServiceSession<'_>) -> Result<WorkloadCredentials, Fault> {
        let credentials = session.issue().map_err(|fault| match fault.code {
            common::ACCESS_DENIED => Fault { code: ACCESS_DENIED_EXCEPTION, ..fault },
            _ => fault,
        })?;
        Ok(WorkloadCredentials {
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: credentials.session_token,
            expiration: credentials.expiration,
            role_arn: self.role.arn(),
            account: self.role.account,
            session_name: session.workload.session_name().clone(),
            instance_profile: self.profile.map(|profile| (profile.arn(), profile.id.clone())),
        })
    }
}

impl Server {
    /// Credentials for a workload of this server's own, which need not be registered: the role's trust policy must allow
    /// `sts:AssumeRole` to the service of the workload, and the session is recorded as handed out by it. They live for `seconds`,
    /// 900 to 43200, or for six hours.
    ///
    /// # Errors
    ///
    /// `ResourceNotFoundException` if there is no such role or instance profile, or no role in it; `AccessDeniedException` if the
    /// trust policy does not allow it; `InternalFailure` if the session cannot be recorded.
    pub fn issue_for_workload(
        &self,
        workload: &WorkloadArn,
        wanted: WorkloadRole<'_>,
        delivery: RoleDelivery,
        seconds: Option<i32>,
    ) -> Result<WorkloadCredentials, Fault> {
        let snapshot = self.directory.snapshot();
        let foreign = || RolecallError::ForeignWorkload { arn: workload.to_string() };
        let found = Found::named(snapshot.account(workload.account()).ok_or_else(foreign)?, workload, wanted)?;
        let session = ServiceSession {
            server: self,
            snapshot: &snapshot,
            now: self.clock.now(),
            request_id: &uuid(&*self.entropy),
            workload,
            role: found.role,
            seconds: seconds.unwrap_or(USUAL_SECONDS).clamp(900, 43_200),
            delivery,
        };
        found.issue(&session)
    }
}
