//! `sts:AssumeRole` as a service calls it for a workload: under the role's trust policy alone, with `aws:SourceArn` and
//! `aws:SourceAccount`, and recorded as `CloudTrail` records it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention>

use std::net::{IpAddr, Ipv4Addr};

use rolecall_derive::Output;
use rolecall_model::shape::Encode;
use rolecall_model::{Arn, SessionName, Time, WorkloadArn, WorkloadKind, sts};

use super::assume_role::AssumeRole;
use super::issue;
use super::shapes::Credentials;
use crate::caller::Caller;
use crate::directory::{Role, Snapshot};
use crate::fault::{Fault, common};
use crate::operation::{Access, Operation, Trust};
use crate::pipeline::{Circumstances, Scene};
use crate::server::Server;
use crate::spec::Service;
use crate::token::{Delivery, RoleDelivery, Session, Subject};
use crate::trail::Entry;

/// A session that a service asks for.
pub(crate) struct ServiceSession<'a> {
    pub(crate) server: &'a Server,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) now: Time,
    pub(crate) request_id: &'a str,
    /// The workload that it is for.
    pub(crate) workload: &'a WorkloadArn,
    pub(crate) role: &'a Role,
    /// How long it lives. The role's longest session does not bind services.
    pub(crate) seconds: i32,
    /// How instances get it.
    pub(crate) delivery: RoleDelivery,
}

/// What the record shows of the request.
#[derive(Output)]
struct Parameters {
    role_arn: Arn,
    role_session_name: SessionName,
    duration_seconds: i32,
}

/// What the record shows of the answer.
#[derive(Output)]
struct Answer {
    credentials: Credentials,
    assumed_role_user: AssumedRoleUser,
}

#[derive(Output)]
struct AssumedRoleUser {
    assumed_role_id: String,
    arn: Arn,
}

impl ServiceSession<'_> {
    /// Decides, issues, and records both.
    pub(crate) fn issue(&self) -> Result<Credentials, Fault> {
        let caller = Caller::service(self.workload.clone());
        let circumstances = Circumstances {
            request_id: self.request_id,
            source_ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            user_agent: Some(caller.name()),
            referer: None,
            host: None,
            tls: None,
        };
        let scene = Scene {
            server: self.server,
            snapshot: self.snapshot,
            caller: &caller,
            region: self.workload.arn().region(),
            circumstances: &circumstances,
            now: self.now,
        };
        let outcome = self.decide(&scene).and_then(|()| self.answer(&scene));
        self.record(&scene, outcome.as_ref().map(|answer| answer as &dyn Encode))?;
        outcome.map(|answer| answer.credentials)
    }

    fn decide(&self, scene: &Scene<'_>) -> Result<(), Fault> {
        let access = Access::new("sts:AssumeRole", self.role.arn().as_str(), self.role.account)
            .trusted_by(Trust::Policy(self.role.trust_policies().clone()))
            .key("sts:RoleSessionName", self.workload.session_name().as_str())
            .resource_tags(&self.role.tags);
        scene.authorise(Service::Sts, &[access])
    }

    fn answer(&self, scene: &Scene<'_>) -> Result<Answer, Fault> {
        let (role, name) = (self.role, self.workload.session_name());
        let subject = Subject::Role { id: role.id.clone(), session: name.clone() };
        let session =
            Session { delivery: self.delivery(), ..issue::session(scene, role.account, subject, self.seconds) };
        let credentials = issue::issue(scene, &session, None)?.credentials;
        let assumed_role_user = AssumedRoleUser {
            assumed_role_id: [role.id.as_str(), ":", name.as_str()].concat(),
            arn: sts::assumed_role(role.account, role.name.as_str(), name.as_str()),
        };
        Ok(Answer { credentials, assumed_role_user })
    }

    fn delivery(&self) -> Option<Delivery> {
        let arn = self.workload.clone();
        match arn.kind() {
            WorkloadKind::Instance => Some(Delivery::Instance { arn, by: self.delivery }),
            WorkloadKind::Function => Some(Delivery::Function { arn }),
            WorkloadKind::Task | WorkloadKind::Stack => None,
        }
    }

    /// The record is written before anybody gets the credentials.
    fn record(&self, scene: &Scene<'_>, outcome: Result<&dyn Encode, &Fault>) -> Result<(), Fault> {
        let parameters = Parameters {
            role_arn: self.role.arn(),
            role_session_name: self.workload.session_name().clone(),
            duration_seconds: self.seconds,
        };
        let entry = Entry {
            spec: &AssumeRole::SPEC,
            caller: scene.caller,
            region: scene.region,
            circumstances: scene.circumstances,
            now: self.now,
            parameters: Some(&parameters),
            outcome,
        };
        let written = entry.record(&*self.server.trail, &*self.server.entropy).write();
        written
            .map_err(|error| Fault::new(common::INTERNAL_FAILURE, format!("the call could not be recorded: {error}")))
    }
}
