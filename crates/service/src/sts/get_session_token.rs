//! `sts:GetSessionToken`: a session of the calling user itself, or of the root user.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>

use rolecall_derive::{Input, Output};

use super::error::{self, StsError};
use super::shapes::{Credentials, SerialNumber, TokenCode, TokenSize};
use super::{issue, mfa};
use crate::caller::Who;
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;
use crate::token::Subject;

rolecall_model::number! {
    /// The duration asked of `sts:GetSessionToken`: 900 seconds to 36 hours.
    struct SelfSessionDuration(900..=129_600);
}

/// Twelve hours, where a user does not say.
const USER_SECONDS: i32 = 43_200;

/// The root user gets one hour, unless it asks for less.
const ROOT_SECONDS: i32 = 3600;

#[derive(Input)]
pub(super) struct GetSessionToken {
    duration_seconds: Option<SelfSessionDuration>,
    serial_number: Option<SerialNumber>,
    token_code: Option<TokenCode>,
    minimum_session_token_size: Option<TokenSize>,
}

#[derive(Output)]
pub(super) struct GetSessionTokenOutput {
    credentials: Credentials,
    session_token_utilization: i32,
    session_token_size: i32,
}

impl Operation for GetSessionToken {
    const SPEC: Spec = Spec::sts("GetSessionToken").issues().errors(&[error::REGION_DISABLED]);

    type Output = GetSessionTokenOutput;

    /// Nobody needs a permission for it, and no policy can take it away: it authenticates.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html>
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        self.subject(scene)?;
        mfa::check(self.serial_number.as_ref(), self.token_code.as_ref())?;
        Ok(Vec::new())
    }

    fn run(operation: Authorized<'_, Self>, _: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let (subject, seconds) = operation.subject(scene)?;
        let session = issue::session(scene, scene.account(), subject, seconds);
        let issued = issue::issue(scene, &session, operation.minimum_session_token_size)?;
        Ok(GetSessionTokenOutput {
            credentials: issued.credentials,
            session_token_utilization: issued.token_utilization,
            session_token_size: issued.token_size,
        })
    }
}

impl GetSessionToken {
    /// Who the session is, and for how many seconds. Sessions of users and of the root user were refused before.
    fn subject(&self, scene: &Scene<'_>) -> Result<(Subject, i32), StsError> {
        let asked = self.duration_seconds.map(SelfSessionDuration::get);
        match &scene.caller.who {
            Who::Root => Ok((Subject::Root, asked.map_or(ROOT_SECONDS, |asked| asked.min(ROOT_SECONDS)))),
            Who::User(user) => Ok((Subject::User { id: user.id.clone() }, asked.unwrap_or(USER_SECONDS))),
            Who::Role(_) | Who::Host(_) | Who::JoinToken(_) | Who::Service(_) => Err(StsError::SessionOfSession),
        }
    }
}
