//! Making a session: fresh keys, and a token that carries all the rest.

use rolecall_model::{AccessKeyId, AccountId, KeyKind, SecretKey, Tags};

use super::shapes::{Credentials, TokenSize};
use crate::fault::{Fault, common};
use crate::pipeline::Scene;
use crate::token::{Session, Subject};

/// A session of `subject` that lives for this many seconds, with nothing else set yet.
pub(super) fn session(scene: &Scene<'_>, account: AccountId, subject: Subject, seconds: i32) -> Session {
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
        tags: Tags::default(),
        transitive: Vec::new(),
        source_identity: None,
        mfa: None,
        delivery: None,
    }
}

/// The longest token that AWS issues; ours are never cut.
const FULL_TOKEN_BYTES: usize = 4096;

/// What the caller gets of a session.
pub(super) struct Issued {
    pub(super) credentials: Credentials,
    /// Bytes of the token.
    pub(super) token_size: i32,
    /// The size as a percentage of the longest that AWS issues.
    pub(super) token_utilization: i32,
}

/// Seals the session into a token of at least `least` bytes.
pub(super) fn issue(scene: &Scene<'_>, session: &Session, least: Option<TokenSize>) -> Result<Issued, Fault> {
    let least = least.map_or(0, |least| usize::try_from(least.get()).unwrap_or_default());
    let token = scene.server.tokens.load().seal(session, least, &*scene.server.entropy);
    let token = token.map_err(|_| Fault::new(common::INTERNAL_FAILURE, "the session could not be sealed"))?;
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    Ok(Issued {
        token_size: count(token.len()),
        token_utilization: count((token.len() * 100).div_ceil(FULL_TOKEN_BYTES).min(100)),
        credentials: Credentials {
            access_key_id: session.key.clone(),
            secret_access_key: session.secret.clone(),
            session_token: token,
            expiration: session.expires,
        },
    })
}
