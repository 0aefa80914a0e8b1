//! `sts:AssumeRole`: a session of a role, for whoever its trust policy admits.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

mod checks;
mod trust;

use rolecall_derive::{Input, Output};
use rolecall_model::shape::Shaped;
use rolecall_model::{Arn, ExternalId, RoleName, SessionDuration, SessionName, SourceIdentity, sts};

use super::error::{self, StsError};
use super::shapes::{
    ArnText, Credentials, PolicyDescriptor, ProvidedContexts, SerialNumber, SessionPolicyText, TagKeyList, TagList,
    TokenCode, TokenSize,
};
use super::{issue, packed};
use crate::directory::{Role, Transaction};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;
use crate::token::{Session, Subject};

#[derive(Input)]
pub(super) struct AssumeRole {
    role_arn: ArnText,
    role_session_name: SessionName,
    policy_arns: Option<Vec<PolicyDescriptor>>,
    policy: Option<SessionPolicyText>,
    duration_seconds: Option<SessionDuration>,
    tags: Option<TagList>,
    transitive_tag_keys: Option<TagKeyList>,
    external_id: Option<ExternalId>,
    serial_number: Option<SerialNumber>,
    token_code: Option<TokenCode>,
    source_identity: Option<SourceIdentity>,
    provided_contexts: Option<ProvidedContexts>,
    minimum_session_token_size: Option<TokenSize>,
}

#[derive(Output)]
pub(super) struct AssumeRoleOutput {
    credentials: Credentials,
    assumed_role_user: AssumedRoleUser,
    packed_policy_size: Option<i32>,
    source_identity: Option<SourceIdentity>,
    session_token_utilization: i32,
    session_token_size: i32,
}

#[derive(Output)]
struct AssumedRoleUser {
    assumed_role_id: String,
    arn: Arn,
}

impl Operation for AssumeRole {
    const SPEC: Spec = Spec::sts("AssumeRole").issues().errors(&[
        error::MALFORMED_POLICY_DOCUMENT,
        error::PACKED_POLICY_TOO_LARGE,
        error::REGION_DISABLED,
        error::EXPIRED_TOKEN,
    ]);

    type Output = AssumeRoleOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        let role_arn = self.role_arn()?;
        self.check_parameters(scene, &role_arn)?;
        Ok(self.accesses(scene, &role_arn))
    }

    fn run(operation: Authorized<'_, Self>, _: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let arn: Option<Arn> = operation.role_arn.as_str().parse().ok();
        let role = arn.and_then(|arn| scene.snapshot.role(&arn)).ok_or_else(|| operation.denied(scene))?;
        let session = operation.session(scene, role)?;
        let packed_policy_size = packed::size(&session)?;
        let issued = issue::issue(scene, &session, operation.minimum_session_token_size)?;
        Ok(AssumeRoleOutput {
            credentials: issued.credentials,
            assumed_role_user: AssumedRoleUser {
                assumed_role_id: [role.id.as_str(), ":", operation.role_session_name.as_str()].concat(),
                arn: sts::assumed_role(role.account, role.name.as_str(), operation.role_session_name.as_str()),
            },
            packed_policy_size,
            source_identity: session.source_identity,
            session_token_utilization: issued.token_utilization,
            session_token_size: issued.token_size,
        })
    }
}

impl AssumeRole {
    fn role_arn(&self) -> Result<Arn, StsError> {
        let invalid = || StsError::InvalidRoleArn { arn: self.role_arn.to_string() };
        let arn: Arn = self.role_arn.as_str().parse().map_err(|_| invalid())?;
        let name = arn.of("iam", "role/").and_then(|rest| rest.rsplit('/').next());
        let named = name.is_some_and(|name| RoleName::SHAPE.constraints.broken_by_text(name).next().is_none());
        if named && arn.region().is_empty() && arn.account_id().is_some() { Ok(arn) } else { Err(invalid()) }
    }

    fn session(&self, scene: &Scene<'_>, role: &Role) -> Result<Session, Fault> {
        let seconds = self.seconds(scene, role)?;
        let subject = Subject::Role { id: role.id.clone(), session: self.role_session_name.clone() };
        let (tags, transitive) = self.session_tags(scene);
        Ok(Session {
            policy: self.session_policy()?,
            policy_arns: self.session_policy_arns(scene, role)?,
            tags,
            transitive,
            source_identity: self.source_identity(scene).cloned(),
            ..issue::session(scene, role.account, subject, seconds)
        })
    }
}
