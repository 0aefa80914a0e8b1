//! Who makes credentials for one workload, and what comes of asking.

use std::pin::Pin;

use rolecall_model::{AccessKeyId, Arn, SecretKey, Time};

/// Makes credentials for one workload: an issuer cannot be asked for another's, so that no mistake of an endpoint can hand them
/// out.
pub trait Issuer: Send + Sync {
    /// Fresh credentials of the role that the workload has now.
    fn issue(&self, purpose: Purpose) -> Issuing<'_>;

    /// A number that changes whenever the next answer may differ from the last one, if that can be known at no cost.
    fn revision(&self) -> Option<u64> {
        None
    }
}

/// An answer that is under way.
pub type Issuing<'a> = Pin<Box<dyn Future<Output = Result<Issued, NotIssued>> + Send + 'a>>;

/// What a workload needs credentials for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Its own work: the role of the instance, the task, the function or the stack.
    Role,
    /// The same, delivered by version 1 of the metadata service; policies can tell by `ec2:RoleDelivery`.
    RoleByVersion1,
    /// The work of whoever starts it: the execution role of a task.
    Execution,
}

/// Credentials of a role's session.
#[derive(Debug)]
pub struct Issued {
    /// The access key id.
    pub access_key_id: AccessKeyId,
    /// The secret access key.
    pub secret_access_key: SecretKey,
    /// The session token.
    pub session_token: SecretKey,
    /// When they were made.
    pub issued: Time,
    /// When they end.
    pub expiration: Time,
    /// The role, with its path.
    pub role_arn: Arn,
    /// The instance profile that holds the role, for an instance.
    pub instance_profile: Option<InstanceProfile>,
}

/// An instance profile as instances see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceProfile {
    /// Its ARN.
    pub arn: String,
    /// Its unique id, `AIPA…`.
    pub id: String,
}

/// Why there are no credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotIssued {
    /// The workload has no role: no such profile, an empty one, or nothing registered.
    #[error("{0}")]
    NoRole(String),
    /// The role's trust policy, or another rule, does not let the workload have it.
    #[error("{message}")]
    Refused {
        /// The role, if it is known.
        role_arn: Option<Arn>,
        /// Why.
        message: String,
    },
    /// There is no answer that says yes or no: the server is not reached, or is not well.
    #[error("{0}")]
    Unreachable(String),
}

impl Issued {
    /// The role's name, without its path.
    pub fn role_name(&self) -> &str {
        name_of(&self.role_arn)
    }

    /// Whether they still work.
    pub(crate) fn is_alive(&self, now: Time) -> bool {
        now < self.expiration
    }

    /// Whether more than half of their life is left. Renewing at half-life leaves hours for an outage of the issuer, and is long
    /// before the last 15 minutes in which SDKs begin to ask, and the last 5 in which EC2 promises new ones.
    pub(crate) fn is_young(&self, now: Time) -> bool {
        let life = self.expiration.epoch() - self.issued.epoch();
        (self.expiration.epoch() - now.epoch()) * 2 > life
    }
}

/// The name at the end of a role's ARN.
pub(crate) fn name_of(role: &Arn) -> &str {
    role.resource().rsplit('/').next().unwrap_or_default()
}
