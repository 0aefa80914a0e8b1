//! What is asked: who wants to do what, on what.

use rolecall_model::{AccountId, UniqueId};

use crate::context::Context;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum Principal<'a> {
    /// The root user of an account.
    Root {
        /// The account.
        account: AccountId,
    },
    /// An IAM user, with long-term keys or through `GetSessionToken`.
    User {
        /// The user's account.
        account: AccountId,
        /// The user's ARN, with its path.
        arn: &'a str,
        /// The user's unique id; `None` where the user exists only in a simulation, and then nothing bound to an id matches.
        id: Option<&'a UniqueId>,
    },
    /// A session of a role, however it was started.
    RoleSession {
        /// The role's account.
        account: AccountId,
        /// The role's ARN, with its path.
        role_arn: &'a str,
        /// The role's unique id; `None` as for users.
        role_id: Option<&'a UniqueId>,
        /// `arn:aws:sts::ACCOUNT:assumed-role/Role/Session`
        session_arn: &'a str,
        /// Whether the role is linked to a service: organizations do not restrict it.
        service_linked: bool,
    },
    /// A session of `GetFederationToken`.
    FederatedUser {
        /// The account of the user who called it.
        account: AccountId,
        /// `arn:aws:sts::ACCOUNT:federated-user/Name`
        arn: &'a str,
        /// The ARN of the IAM user who called it.
        issuer_arn: &'a str,
        /// That user's unique id; `None` as for users.
        issuer_id: Option<&'a UniqueId>,
    },
    /// An AWS service calling for itself.
    Service {
        /// Its principal, such as `ec2.amazonaws.com`.
        name: &'a str,
    },
    /// The bearer of a web identity token or SAML assertion, before the role is assumed.
    Federated {
        /// The provider's ARN, or the host name of a built-in one.
        provider: &'a str,
    },
    /// Nobody who can be named.
    Anonymous,
}

impl Principal<'_> {
    /// The account that the caller acts for; services, federated callers and anonymous ones have none.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Root { account }
            | Self::User { account, .. }
            | Self::RoleSession { account, .. }
            | Self::FederatedUser { account, .. } => Some(*account),
            Self::Service { .. } | Self::Federated { .. } | Self::Anonymous => None,
        }
    }
}

/// One action on one resource. A call that needs several pairs is several requests, and each must be allowed.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Who asks.
    pub principal: Principal<'a>,
    /// The action as IAM names it, such as `s3:ListAllMyBuckets`.
    pub action: &'a str,
    /// The ARN of the resource, or `*` for actions without one.
    pub resource: &'a str,
    /// The account that owns the resource. `None`: the account in the ARN; where it holds none (or there is no ARN),
    /// the caller's own.
    pub resource_account: Option<AccountId>,
    /// The condition keys.
    pub context: &'a dyn Context,
}
