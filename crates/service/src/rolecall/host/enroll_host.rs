//! `rolecall:EnrollHost`: a host joins, by a join token that signs the request and is used up with it.

use rolecall_derive::Input;
use rolecall_model::{AccessKeyId, KeyKind};

use super::IDENTITY_SECONDS;
use super::shapes::{HostIdentity, public_key};
use crate::caller::Who;
use crate::directory::{Host, HostName, RecordKey, Transaction};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error::{self, RolecallError};
use crate::rolecall::shapes::PublicKeyText;
use crate::spec::{Callers, Spec};

#[derive(Input)]
pub(super) struct EnrollHost {
    public_key: PublicKeyText,
    host_name: Option<HostName>,
}

impl Operation for EnrollHost {
    const SPEC: Spec = Spec::rolecall("EnrollHost").writes().callers(Callers::JoinTokens).errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::INVALID_INPUT,
        error::QUOTA_EXCEEDED,
        error::INTERNAL_SERVER,
    ]);

    type Output = HostIdentity;

    /// The join token is the permission.
    fn access(&self, _: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(Vec::new())
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let Who::JoinToken(token) = &scene.caller.who else {
            return Err(Fault::new(error::ACCESS_DENIED_EXCEPTION, "A host joins by a join token."));
        };
        let limit = scene.server.quotas.hosts;
        if scene.state(directory)?.hosts.size() >= limit {
            return Err(RolecallError::TooMany { noun: "hosts", limit }.into());
        }
        let host = Host {
            id: AccessKeyId::generate(KeyKind::Host, token.account, &*scene.server.entropy),
            account: token.account,
            // The name that the token was made for goes before the one that the host gives itself.
            name: token.name.clone().or_else(|| operation.host_name.clone()),
            public_key: public_key(&operation.public_key)?,
            enrolled: scene.now,
            expires: scene.now.plus(IDENTITY_SECONDS),
        };
        let output = HostIdentity { host_id: host.id.clone(), expiration_date: host.expires };
        directory.remove(RecordKey::JoinToken(token.account, token.id.clone()));
        directory.put(host);
        Ok(output)
    }
}
