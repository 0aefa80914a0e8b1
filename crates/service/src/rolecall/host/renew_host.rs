//! `rolecall:RenewHost`: another day for a host's identity, under another key. The key that signed the request ends with it.

use rolecall_derive::Input;

use super::IDENTITY_SECONDS;
use super::shapes::{HostIdentity, public_key};
use crate::directory::{Host, Transaction};
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::error::{self, RolecallError};
use crate::rolecall::shapes::PublicKeyText;
use crate::spec::{Callers, Spec};

#[derive(Input)]
pub(super) struct RenewHost {
    public_key: PublicKeyText,
}

impl Operation for RenewHost {
    const SPEC: Spec = Spec::rolecall("RenewHost").writes().callers(Callers::Hosts).errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::INVALID_INPUT,
        error::INTERNAL_SERVER,
    ]);

    type Output = HostIdentity;

    /// The host's key is the permission.
    fn access(&self, _: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(Vec::new())
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let Some(host) = scene.caller.as_host() else {
            return Err(Fault::new(error::ACCESS_DENIED_EXCEPTION, "Only a host renews its identity."));
        };
        let public_key = public_key(&operation.public_key)?;
        if public_key == host.public_key {
            return Err(RolecallError::SamePublicKey.into());
        }
        let host = Host { public_key, expires: scene.now.plus(IDENTITY_SECONDS), ..Host::clone(host) };
        let output = HostIdentity { host_id: host.id.clone(), expiration_date: host.expires };
        directory.put(host);
        Ok(output)
    }
}
