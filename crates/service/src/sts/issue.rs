//! Making a session: fresh keys, and a token that carries all the rest.

use rolecall_model::{AccessKeyId, KeyKind, SecretKey};

use super::shapes::Credentials;
use crate::fault::{Fault, common};
use crate::pipeline::Scene;
use crate::token::{Session, Subject};

/// A session of `subject` that lives for this many seconds, with nothing else set yet.
pub(super) fn session(
    scene: &Scene<'_>,
    account: rolecall_model::AccountId,
    subject: Subject,
    seconds: i32,
) -> Session {
    let entropy = &*scene.server.entropy;
    Session {
        key: AccessKeyId::generate(KeyKind::Temporary, account, entropy),
        secret: SecretKey::generate(entropy),
        account,
        subject,
        issued: scene.now,
        expires: scene.now.plus(i64::from(seconds)),
        policy: None,
        policy_arns: Vec::new(),
        tags: rolecall_model::Tags::default(),
        transitive: Vec::new(),
        source_identity: None,
        mfa: None,
    }
}

/// What the caller gets of the session.
pub(super) fn credentials(scene: &Scene<'_>, session: &Session) -> Result<Credentials, Fault> {
    let token = scene.server.tokens.load().seal(session, &*scene.server.entropy);
    Ok(Credentials {
        access_key_id: session.key.clone(),
        secret_access_key: session.secret.clone(),
        session_token: token.map_err(|_| Fault::new(common::INTERNAL_FAILURE, "the session could not be sealed"))?,
        expiration: session.expires,
    })
}
