//! Hosts: machines that fetch credentials for the workloads that run on them, and the tokens with which they join.

use rolecall_model::{AccessKeyId, AccountId, Arn, Entropy, SecretKey, Time, rolecall};
use rolecall_sigv4::HostPublicKey;
use serde::{Deserialize, Serialize};

use crate::seal::{NotOurs, Sealed, Sealer};

rolecall_model::text! {
    /// What people call a host.
    pub struct HostName { MinLength(1), MaxLength(128), Pattern(&patterns::NAME) }
}

/// A host that has joined.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Host {
    /// Its id, `RCHI…`.
    pub id: AccessKeyId,
    /// The account whose workloads run on it.
    pub account: AccountId,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<HostName>,
    /// What its signatures are verified with.
    pub public_key: HostPublicKey,
    /// When it joined.
    pub enrolled: Time,
    /// When its identity ends unless it is renewed.
    pub expires: Time,
}

impl Host {
    /// `arn:aws:rolecall::ACCOUNT:host/RCHI…`
    pub fn arn(&self) -> Arn {
        rolecall::host(self.account, self.id.as_str())
    }
}

impl JoinToken {
    /// The secret half sealed for the store.
    pub(crate) fn seal(
        id: &AccessKeyId,
        secret: &SecretKey,
        master: &Sealer,
        entropy: &dyn Entropy,
    ) -> Result<Sealed, NotOurs> {
        master.seal(id.as_str().as_bytes(), secret.expose().as_bytes(), entropy)
    }

    /// The secret half.
    pub(crate) fn open(&self, master: &Sealer) -> Result<SecretKey, NotOurs> {
        let secret = master.open(self.id.as_str().as_bytes(), &self.secret)?;
        String::from_utf8(secret).map(SecretKey::new).map_err(|_| NotOurs)
    }
}

/// What lets one host join, once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JoinToken {
    /// The public half, `RCJT…`.
    pub id: AccessKeyId,
    /// The account that the host will belong to.
    pub account: AccountId,
    /// What the host will be called; the host may choose where this is not set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<HostName>,
    /// When it was made.
    pub created: Time,
    /// When it ends unused.
    pub expires: Time,
    /// The secret half.
    pub secret: Sealed,
}
