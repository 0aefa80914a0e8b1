//! Long-term access keys.

use rolecall_model::{AccessKeyId, AccountId, Time, UniqueId};
use serde::{Deserialize, Serialize};

use super::LastUsed;
use crate::seal::Sealed;

rolecall_model::choice! {
    /// Whether a key can sign.
    pub enum AccessKeyStatus {
        /// It can.
        Active = "Active",
        /// It is refused.
        Inactive = "Inactive",
        /// It is refused; AWS alone sets this.
        Expired = "Expired",
    }
}

/// An access key of a user or, without a user, of the root user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessKey {
    /// The public half.
    pub id: AccessKeyId,
    /// The account of its owner.
    pub account: AccountId,
    /// The owner's unique id; `None`, which must be written, for the root user.
    #[serde(deserialize_with = "Option::deserialize")]
    pub user: Option<UniqueId>,
    /// Whether it can sign.
    pub status: AccessKeyStatus,
    /// When it was made.
    pub created: Time,
    /// The secret half.
    pub secret: Sealed,
    /// When it last signed.
    #[serde(default, skip_serializing_if = "LastUsed::is_never")]
    pub last_used: LastUsed,
}
