//! From a signed request to a caller, in the order in which AWS answers errors: claim, clock and scope, token, expiry, owner alive
//! and key active, signature.

mod host;

use std::sync::Arc;

use rolecall_model::{AccessKeyId, SecretKey, Time};
use rolecall_sigv4::{
    CheckedClaim, Claim, Form, HostClaim, Payload, Regions, RequestParts, ServiceRules, SignatureError, SignedBody,
    Verified,
};

use crate::caller::{Caller, Who};
use crate::directory::{AccessKey, AccessKeyStatus, JoinToken, LastUsed, Snapshot};
use crate::fault::{Code, Fault, common};
use crate::seal::{NotOurs, Sealer};
use crate::server::Server;
use crate::spec::{Protocol, Service};
use crate::token::{Session, Subject};

/// A caller whose signature was verified. Only [`Server::identify`] makes one.
pub struct Identified {
    caller: Caller,
    region: String,
    /// What the caller was found in: a call that only reads is decided on the same state.
    pub(crate) snapshot: Arc<Snapshot>,
}

impl Identified {
    /// The caller.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The region in the credential scope.
    pub fn region(&self) -> &str {
        &self.region
    }
}

/// A caller of a service that is not implemented here.
pub struct Foreign {
    /// The caller.
    pub identified: Identified,
    /// What the signature says about the body.
    pub body: SignedBody,
    /// Where the signature stood.
    pub form: Form,
    /// When the request says it was signed.
    pub signed: Time,
}

/// Whose the credentials in a request are, and the secret that must have signed it.
struct Credentials {
    caller: Caller,
    secret: Secret,
    /// Where the use is noted: on the role of a session, or on the access key of a user.
    last_used: Option<LastUsed>,
}

/// The secret that must have signed.
enum Secret {
    /// As the session's token carried it.
    OfSession(SecretKey),
    /// As the directory keeps it.
    Sealed(Arc<AccessKey>),
    /// The same, of a join token.
    OfJoinToken(Arc<JoinToken>),
}

impl Secret {
    /// What is never the same for two secrets: each sealing has a salt of its own.
    fn witness(&self) -> &[u8] {
        match self {
            Self::OfSession(secret) => secret.expose().as_bytes(),
            Self::Sealed(key) => key.secret.as_bytes(),
            Self::OfJoinToken(token) => token.secret.as_bytes(),
        }
    }

    fn open(&self, master: &Sealer) -> Result<SecretKey, NotOurs> {
        match self {
            Self::OfSession(secret) => Ok(secret.clone()),
            Self::Sealed(key) => key.open(master),
            Self::OfJoinToken(token) => token.open(master),
        }
    }
}

const TOKEN_INVALID: &str = "The security token included in the request is invalid.";
const TOKEN_EXPIRED: &str = "The security token included in the request is expired";

impl Server {
    /// Finds out who sent a request to a service that is implemented here, and proves it.
    pub fn identify(&self, service: Service, parts: &RequestParts<'_>, body: &[u8]) -> Result<Identified, Fault> {
        if service == Service::Rolecall && HostClaim::is_in(parts) {
            return self.identify_host(parts, body);
        }
        let rules = ServiceRules::new(service.name(), self.regions(service.is_of_aws()));
        self.identify_by(Some(service), &rules, parts, Payload::Bytes(body)).map(|(identified, _)| identified)
    }

    /// Finds out who sent a request to another service, whose rules these are, and proves it. `payload` may still be to come.
    pub fn identify_foreign(
        &self,
        rules: &ServiceRules<'_>,
        parts: &RequestParts<'_>,
        payload: Payload<'_>,
    ) -> Result<Foreign, Fault> {
        let (identified, verified) = self.identify_by(None, rules, parts, payload)?;
        let body = verified.body().map_err(|error| signature_fault(&error))?;
        let claim = verified.claim();
        Ok(Foreign { identified, body, form: claim.form(), signed: claim.time() })
    }

    /// `service` is `None` for a service that is not implemented here.
    fn identify_by<'a>(
        &self,
        service: Option<Service>,
        rules: &'a ServiceRules<'a>,
        parts: &RequestParts<'a>,
        payload: Payload<'_>,
    ) -> Result<(Identified, Verified<'a>), Fault> {
        let (now, snapshot) = (self.clock.now(), self.directory.snapshot());
        let claim =
            Claim::read(parts).and_then(|claim| claim.check(now, rules)).map_err(|error| signature_fault(&error))?;
        if service.map_or_else(|| parts.headers.first(TARGET).is_some(), is_called_by_header) {
            check_target(claim.signed_headers())?;
        }
        let Credentials { caller, secret, last_used } = self.credentials(service, &snapshot, &claim, now)?;
        let opened = || secret.open(&self.master).map_err(|_| invalid());
        let key = self.signing_keys.get(claim.access_key_id(), secret.witness(), &claim.scope(), opened)?;
        let verified = claim.verify(payload, key).map_err(|error| signature_fault(&error))?;
        let region = verified.claim().scope().region;
        if let Some(last_used) = last_used {
            last_used.note(now, rules.service, region);
        }
        let region = region.to_owned();
        Ok((Identified { caller, region, snapshot }, verified))
    }

    /// The regions that signatures may name, for services of AWS and for Rolecall's own.
    pub fn regions(&self, is_of_aws: bool) -> Regions<'static> {
        if self.strict_scopes && is_of_aws { Regions::OneOf(&["us-east-1"]) } else { Regions::Any }
    }

    fn credentials(
        &self,
        service: Option<Service>,
        snapshot: &Snapshot,
        claim: &CheckedClaim<'_>,
        now: Time,
    ) -> Result<Credentials, Fault> {
        let key: AccessKeyId = claim.access_key_id().parse().map_err(|_| invalid())?;
        if let Some(token) = claim.session_token() {
            return self.temporary(snapshot, &key, token, now);
        }
        let joins = if service == Some(Service::Rolecall) { snapshot.join_token(&key) } else { None };
        match joins {
            Some(token) => join_token(token, now),
            None => long_term(snapshot, &key),
        }
    }

    fn temporary(&self, snapshot: &Snapshot, key: &AccessKeyId, token: &str, now: Time) -> Result<Credentials, Fault> {
        let session = self.tokens.load().open_token(token).map_err(|_| invalid())?;
        if session.key != *key {
            return Err(invalid());
        }
        if now >= session.expires {
            return Err(Fault::new(common::EXPIRED_TOKEN, TOKEN_EXPIRED));
        }
        let secret = Secret::OfSession(session.secret.clone());
        let caller = owner(snapshot, session).ok_or_else(invalid)?;
        let last_used = if let Who::Role(role) = &caller.who { Some(role.last_used.clone()) } else { None };
        Ok(Credentials { caller, secret, last_used })
    }
}

impl Caller {
    /// The same caller as `snapshot` knows it; its credentials are no longer valid if they, or their owner, are gone.
    pub(crate) fn present(&self, snapshot: &Snapshot) -> Result<Self, Fault> {
        let present = match (&self.who, &self.session) {
            (Who::Host(host), _) => host::present(snapshot, host),
            (Who::JoinToken(token), _) => snapshot.join_token(&token.id).cloned().map(Self::join_token),
            // Services act within the server; they make no calls.
            (Who::Service(_), _) => None,
            (_, Some(session)) => owner(snapshot, session.clone()),
            (_, None) => {
                let key = self.key.as_ref().and_then(|key| snapshot.access_key(key));
                key.and_then(|key| holder(snapshot, key))
            }
        };
        present.ok_or_else(invalid)
    }
}

fn long_term(snapshot: &Snapshot, id: &AccessKeyId) -> Result<Credentials, Fault> {
    let key = snapshot.access_key(id).ok_or_else(invalid)?;
    let caller = holder(snapshot, key).ok_or_else(invalid)?;
    Ok(Credentials { caller, secret: Secret::Sealed(key.clone()), last_used: Some(key.last_used.clone()) })
}

fn join_token(token: &Arc<JoinToken>, now: Time) -> Result<Credentials, Fault> {
    if now >= token.expires {
        return Err(Fault::new(common::EXPIRED_TOKEN, TOKEN_EXPIRED));
    }
    let secret = Secret::OfJoinToken(token.clone());
    Ok(Credentials { caller: Caller::join_token(token.clone()), secret, last_used: None })
}

/// The holder of a long-term key; `None` if the key is not active or the user is gone.
fn holder(snapshot: &Snapshot, key: &AccessKey) -> Option<Caller> {
    if key.status != AccessKeyStatus::Active {
        return None;
    }
    match &key.user {
        None => Some(Caller::root(key.account, key.id.clone(), None)),
        Some(user) => {
            let user = snapshot.account(key.account)?.users.by_id(user)?;
            Some(Caller::user(user.clone(), key.id.clone(), None))
        }
    }
}

/// The header that chooses the operation on the JSON wire.
const TARGET: &str = "x-amz-target";

fn is_called_by_header(service: Service) -> bool {
    matches!(service.protocol(), Protocol::Json11 { .. })
}

/// In services that speak JSON a header chooses the operation: it must be part of what was signed.
fn check_target<'c>(mut signed: impl Iterator<Item = &'c str>) -> Result<(), Fault> {
    if !signed.any(|name| name == TARGET) {
        let message = "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.";
        return Err(Fault::new(Code::new("SignatureDoesNotMatch", 403), message));
    }
    Ok(())
}

/// The owner of a session; `None` if it was deleted, or recreated under another unique id.
fn owner(snapshot: &Snapshot, session: Arc<Session>) -> Option<Caller> {
    let state = snapshot.account(session.account)?;
    match &session.subject {
        Subject::Root => Some(Caller::root(session.account, session.key.clone(), Some(session))),
        Subject::User { id } => {
            Some(Caller::user(state.users.by_id(id)?.clone(), session.key.clone(), Some(session.clone())))
        }
        Subject::Role { id, .. } => Some(Caller::role(state.roles.by_id(id)?.clone(), session.clone())),
    }
}

fn invalid() -> Fault {
    Fault::new(common::INVALID_CLIENT_TOKEN_ID, TOKEN_INVALID)
}

fn signature_fault(error: &SignatureError) -> Fault {
    Fault::new(Code::new(error.code(), error.status()), error.to_string())
}
