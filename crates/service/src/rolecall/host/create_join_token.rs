//! `rolecall:CreateJoinToken`: what lets one host join, once. Its secret is shown here and never again.

use rolecall_derive::{Input, Output};
use rolecall_model::{AccessKeyId, AccountId, KeyKind, SecretKey, Time};

use crate::directory::{HostName, JoinToken, RecordKey, Transaction};
use crate::fault::{Fault, common};
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error::{self, RolecallError};
use crate::spec::Spec;

rolecall_model::number! {
    /// How long a join token can be used, in seconds.
    pub(super) struct ValidSeconds(60..=86400);
}

/// Join tokens live an hour where the request does not say.
const USUAL_SECONDS: i32 = 3600;

#[derive(Input)]
pub(super) struct CreateJoinToken {
    host_name: Option<HostName>,
    valid_seconds: Option<ValidSeconds>,
}

#[derive(Output)]
pub(super) struct CreateJoinTokenOutput {
    join_token_id: AccessKeyId,
    join_token: SecretKey,
    expiration_date: Time,
}

impl Operation for CreateJoinToken {
    const SPEC: Spec = Spec::rolecall("CreateJoinToken").writes().errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::QUOTA_EXCEEDED,
        error::INTERNAL_SERVER,
    ]);

    type Output = CreateJoinTokenOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("rolecall:CreateJoinToken", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        forget_expired(directory, scene.account(), scene.now);
        let limit = scene.server.quotas.join_tokens;
        if scene.state(directory)?.join_tokens.size() >= limit {
            return Err(RolecallError::TooMany { noun: "join tokens", limit }.into());
        }
        let entropy = &*scene.server.entropy;
        let id = AccessKeyId::generate(KeyKind::JoinToken, scene.account(), entropy);
        let secret = SecretKey::generate(entropy);
        let sealed = JoinToken::seal(&id, &secret, &scene.server.master, entropy)
            .map_err(|_| Fault::new(common::INTERNAL_FAILURE, "the join token could not be sealed"))?;
        let seconds = operation.valid_seconds.map_or(USUAL_SECONDS, ValidSeconds::get);
        let token = JoinToken {
            id: id.clone(),
            account: scene.account(),
            name: operation.host_name.clone(),
            created: scene.now,
            expires: scene.now.plus(i64::from(seconds)),
            secret: sealed,
        };
        let expiration_date = token.expires;
        directory.put(token);
        Ok(CreateJoinTokenOutput { join_token_id: id, join_token: secret, expiration_date })
    }
}

/// Tokens that nobody used in time make room.
fn forget_expired(directory: &mut Transaction, account: AccountId, now: Time) {
    let tokens = directory.account(account).into_iter().flat_map(|state| state.join_tokens.values());
    let expired: Vec<_> = tokens.filter(|token| now >= token.expires).map(|token| token.id.clone()).collect();
    for id in expired {
        directory.remove(RecordKey::JoinToken(account, id));
    }
}
