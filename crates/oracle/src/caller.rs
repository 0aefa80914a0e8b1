//! Who asks, and how case files write it.

use serde::{Deserialize, Serialize};

use crate::arn::{Arn, is_account};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Detailed")]
pub enum Caller {
    /// The root user of an account.
    Root {
        /// Its account.
        account: String,
    },
    /// An IAM user.
    User {
        /// Its account.
        account: String,
        /// Its ARN.
        arn: String,
        /// Its unique id, if it is known.
        id: Option<String>,
    },
    /// A session of a role.
    RoleSession {
        /// Its account.
        account: String,
        /// `arn:aws:sts::ACCOUNT:assumed-role/Role/Session`
        arn: String,
        /// The ARN of the role, with its path.
        role: String,
        /// The role's unique id, if it is known.
        id: Option<String>,
        /// Whether the role is linked to a service.
        service_linked: bool,
    },
    /// A session of `GetFederationToken`.
    FederatedUser {
        /// Its account.
        account: String,
        /// `arn:aws:sts::ACCOUNT:federated-user/Name`
        arn: String,
        /// The ARN of the user who called.
        issuer: String,
        /// That user's unique id, if it is known.
        id: Option<String>,
    },
    /// An AWS service calling for itself.
    Service {
        /// Such as `ec2.amazonaws.com`.
        name: String,
    },
    /// Somebody for whom an identity provider vouches and who has not assumed a role yet.
    Federated {
        /// The ARN or the name of the provider.
        provider: String,
    },
    /// Nobody who can be named.
    Anonymous,
}

impl Caller {
    /// The account that the caller acts for.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Root { account }
            | Self::User { account, .. }
            | Self::RoleSession { account, .. }
            | Self::FederatedUser { account, .. } => Some(account),
            Self::Service { .. } | Self::Federated { .. } | Self::Anonymous => None,
        }
    }

    /// The ARN of the user or role behind the caller.
    pub(crate) fn entity_arn(&self) -> Option<&str> {
        match self {
            Self::User { arn, .. } => Some(arn),
            Self::RoleSession { role, .. } => Some(role),
            Self::FederatedUser { issuer, .. } => Some(issuer),
            _ => None,
        }
    }

    /// The unique id of the user or role behind the caller.
    pub(crate) fn entity_id(&self) -> Option<&str> {
        match self {
            Self::User { id, .. } | Self::RoleSession { id, .. } | Self::FederatedUser { id, .. } => id.as_deref(),
            _ => None,
        }
    }

    /// The ARN of the session, for sessions that have one.
    pub(crate) fn session_arn(&self) -> Option<&str> {
        match self {
            Self::RoleSession { arn, .. } | Self::FederatedUser { arn, .. } => Some(arn),
            _ => None,
        }
    }
}

/// The text does not show what kind of caller is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCaller(String);

impl std::fmt::Display for UnknownCaller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is no caller", self.0)
    }
}

impl std::error::Error for UnknownCaller {}

/// As case files write callers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Text(String),
    Detailed(Detailed),
}

#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Detailed {
    arn: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role_arn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issuer_arn: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    service_linked: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    provider: bool,
}

impl TryFrom<Form> for Caller {
    type Error = UnknownCaller;

    fn try_from(form: Form) -> Result<Self, UnknownCaller> {
        let written = match form {
            Form::Text(arn) => Detailed { arn, ..Detailed::default() },
            Form::Detailed(detailed) => detailed,
        };
        if written.provider {
            return Ok(Self::Federated { provider: written.arn });
        }
        let Some(arn) = Arn::read(&written.arn) else {
            let name = written.arn;
            return Ok(if name == "*" { Self::Anonymous } else { Self::Service { name } });
        };
        let account = arn.account.to_owned();
        let parts: Vec<&str> = arn.resource.split('/').collect();
        match (arn.service, parts.as_slice()) {
            _ if !is_account(&account) => Err(UnknownCaller(written.arn)),
            ("iam", ["root"]) => Ok(Self::Root { account }),
            ("iam", ["user", ..]) => Ok(Self::User { account, id: written.id, arn: written.arn }),
            ("sts", ["assumed-role", name, _]) => {
                let role = written.role_arn.unwrap_or_else(|| format!("arn:aws:iam::{account}:role/{name}"));
                let service_linked = written.service_linked;
                Ok(Self::RoleSession { account, role, id: written.id, service_linked, arn: written.arn })
            }
            ("sts", ["federated-user", _]) => {
                let issuer = written.issuer_arn.unwrap_or_else(|| "arn:aws:iam::111111111111:user/u".to_owned());
                Ok(Self::FederatedUser { account, issuer, id: written.id, arn: written.arn })
            }
            _ => Err(UnknownCaller(written.arn)),
        }
    }
}

impl From<Caller> for Detailed {
    fn from(caller: Caller) -> Self {
        let none = Self::default();
        match caller {
            Caller::Root { account } => Self { arn: format!("arn:aws:iam::{account}:root"), ..none },
            Caller::User { arn, id, .. } => Self { arn, id, ..none },
            Caller::RoleSession { arn, role, id, service_linked, .. } => {
                Self { arn, role_arn: Some(role), id, service_linked, ..none }
            }
            Caller::FederatedUser { arn, issuer, id, .. } => Self { arn, issuer_arn: Some(issuer), id, ..none },
            Caller::Service { name } => Self { arn: name, ..none },
            Caller::Federated { provider } => Self { arn: provider, provider: true, ..none },
            Caller::Anonymous => Self { arn: "*".to_owned(), ..none },
        }
    }
}
