//! How responses show a host.

use rolecall_derive::Output;
use rolecall_model::{AccessKeyId, Time};

use crate::directory::{Host, HostName};
use crate::rolecall::error::RolecallError;
use crate::rolecall::shapes::PublicKeyText;

rolecall_model::choice! {
    /// Whether a host can fetch credentials.
    pub(super) enum HostStatus {
        /// It can.
        Active = "Active",
        /// It did not renew its identity in time and has to join anew.
        Expired = "Expired",
    }
}

/// A host.
#[derive(Output)]
pub(super) struct HostDetail {
    host_id: AccessKeyId,
    host_name: Option<HostName>,
    status: HostStatus,
    public_key: String,
    enrolled_date: Time,
    expiration_date: Time,
}

impl HostDetail {
    pub(super) fn of(host: &Host, now: Time) -> Self {
        Self {
            host_id: host.id.clone(),
            host_name: host.name.clone(),
            status: if now < host.expires { HostStatus::Active } else { HostStatus::Expired },
            public_key: host.public_key.to_string(),
            enrolled_date: host.enrolled,
            expiration_date: host.expires,
        }
    }
}

/// What a host learns of its own identity.
#[derive(Output)]
pub(super) struct HostIdentity {
    pub(super) host_id: AccessKeyId,
    pub(super) expiration_date: Time,
}

/// The key in a request.
pub(super) fn public_key(text: &PublicKeyText) -> Result<rolecall_sigv4::HostPublicKey, RolecallError> {
    text.as_str().parse().map_err(|_| RolecallError::InvalidPublicKey)
}
