//! Who asks, from the text that names the principal.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::fmt;

use rolecall_model::{AccountId, Arn, Path, RoleName, UniqueId, iam, sts};

use crate::document::ast::{PrincipalEntry, PrincipalKind, Span, Spanned};
use crate::document::well_formed_principal;
use crate::request::Principal;

/// The session name of a role that is asked about without a session. No session can have it, so that a statement that
/// names one session speaks of others.
const ANY_SESSION: &str = "*";

/// The roles that are linked to a service are those below this path, which nobody else may use.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>
const SERVICE_LINKED: &str = "role/aws-service-role/";

/// The calls of a bearer of a web identity token or SAML assertion, in lower case.
const FEDERATED_CALLS: [&str; 2] = ["sts:assumerolewithwebidentity", "sts:assumerolewithsaml"];

/// The caller of a question, who owns all texts of the [`Principal`], and the condition keys that follow from it.
///
/// As a [`Context`](crate::Context) it answers `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`,
/// `aws:PrincipalIsAWSService`, `aws:PrincipalServiceName`, `aws:PrincipalServiceNamesList`, `aws:username` and, as far
/// as it is known, `aws:userid`, each where AWS has it:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable>.
///
/// ```
/// use rolecall_policy::simulate::Caller;
/// use rolecall_policy::{Context, Key, Values};
///
/// let caller = Caller::parse("arn:aws:iam::111111111111:role/team/web", "s3:GetObject")?;
/// assert_eq!(caller.arn(), "arn:aws:sts::111111111111:assumed-role/web/*");
/// let role = Values::One("arn:aws:iam::111111111111:role/team/web".into());
/// assert_eq!(caller.values(&Key::new("aws:PrincipalArn")), Some(role));
/// # Ok::<(), rolecall_policy::simulate::InvalidCaller>(())
/// ```
#[derive(Debug, Clone)]
pub struct Caller {
    pub(super) who: Who,
    pub(super) id: Option<UniqueId>,
}

#[derive(Debug, Clone)]
pub(super) enum Who {
    Root { account: AccountId, arn: Arn },
    User { account: AccountId, arn: Arn },
    Role { account: AccountId, role: Arn, session: Arn },
    FederatedUser { account: AccountId, arn: Arn, issuer: Option<Arn> },
    Service(Box<str>),
    Federated(Box<str>),
    Anonymous,
}

/// The text names nobody who can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidCaller {
    /// It is none of the forms that [`Caller::parse`] knows.
    Form,
    /// It is an ARN of a partition other than `aws`, whose accounts are not those of this one.
    Partition,
}

impl fmt::Display for InvalidCaller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => {
                "a principal is the ARN of a user, role, assumed-role session, federated user, root user or identity \
                 provider, the name of a service (`ec2.amazonaws.com`), or `*`"
            }
            Self::Partition => "principals of partitions other than `aws` are not known here",
        })
    }
}

impl std::error::Error for InvalidCaller {}

impl Caller {
    /// The principal that `text` names when it asks for `action`.
    ///
    /// | text | principal |
    /// |---|---|
    /// | `arn:aws:iam::ACCOUNT:root` | the root user |
    /// | `arn:aws:iam::ACCOUNT:user/path/Name` | the user |
    /// | `arn:aws:iam::ACCOUNT:role/path/Name` | a session of the role, of the name `*`, which no session has |
    /// | `arn:aws:sts::ACCOUNT:assumed-role/Role/Session` | that session; the role has the path `/` unless [`Self::with_role`] says otherwise |
    /// | `arn:aws:sts::ACCOUNT:federated-user/Name` | that session of `GetFederationToken`; nobody is known to have called it unless [`Self::with_issuer`] says who |
    /// | ARN of an OIDC or SAML provider | someone whom it vouches for, before a role is assumed |
    /// | `accounts.google.com`, `graph.facebook.com`, `www.amazon.com` | the same |
    /// | `cognito-identity.amazonaws.com` | the same, for the actions `sts:AssumeRoleWithWebIdentity` and `sts:AssumeRoleWithSAML`; else the service |
    /// | other names below `amazonaws.com` | the service |
    /// | `*` | anyone, not signed in |
    ///
    /// # Errors
    /// The text is none of these.
    pub fn parse(text: &str, action: &str) -> Result<Self, InvalidCaller> {
        let who = if text == "*" {
            Who::Anonymous
        } else if text.starts_with("arn:") {
            Who::of_arn(text)?
        } else {
            Who::of_name(text, action)?
        };
        Ok(Self { who, id: None })
    }

    /// The same with the role's ARN, if this was named by the ARN of a session of a role of that name and account, which
    /// lacks the role's path. Who was named by the ARN of a role stays of that role.
    #[must_use]
    pub fn with_role(mut self, role_arn: &str) -> Self {
        if let Who::Role { account, role, session } = &mut self.who
            && name_of(session) != ANY_SESSION
            && let Ok(Who::Role { account: same, role: with_path, .. }) = Who::of_arn(role_arn)
            && (*account, name_of(role)) == (same, name_of(&with_path))
        {
            *role = with_path;
        }
        self
    }

    /// The same with the user who called `GetFederationToken`, if this is a federated user of that user's account.
    #[must_use]
    pub fn with_issuer(mut self, user_arn: &str) -> Self {
        if let Who::FederatedUser { account, issuer, .. } = &mut self.who
            && let Ok(Who::User { account: same, arn }) = Who::of_arn(user_arn)
            && *account == same
        {
            *issuer = Some(arn);
        }
        self
    }

    /// The same with the unique id of the user, the role, or the user behind a federated user. Policies that were bound
    /// to ids when they were saved name users and roles by it.
    #[must_use]
    pub fn with_id(self, id: UniqueId) -> Self {
        Self { id: Some(id), ..self }
    }

    /// The caller as the engine takes it.
    pub fn principal(&self) -> Principal<'_> {
        let id = self.id.as_ref();
        match &self.who {
            Who::Root { account, .. } => Principal::Root { account: *account },
            Who::User { account, arn } => Principal::User { account: *account, arn: arn.as_str(), id },
            Who::Role { account, role, session } => Principal::RoleSession {
                account: *account,
                role_arn: role.as_str(),
                role_id: id,
                session_arn: session.as_str(),
                service_linked: role.resource().starts_with(SERVICE_LINKED),
            },
            Who::FederatedUser { account, arn, issuer } => Principal::FederatedUser {
                account: *account,
                arn: arn.as_str(),
                issuer_arn: issuer.as_ref().map_or("", Arn::as_str),
                issuer_id: id,
            },
            Who::Service(name) => Principal::Service { name },
            Who::Federated(provider) => Principal::Federated { provider },
            Who::Anonymous => Principal::Anonymous,
        }
    }

    /// How messages name the caller: the ARN (of the session, for roles), the service, the provider, or `anonymous`.
    pub fn arn(&self) -> &str {
        match &self.who {
            Who::Root { arn, .. } | Who::User { arn, .. } | Who::FederatedUser { arn, .. } => arn.as_str(),
            Who::Role { session, .. } => session.as_str(),
            Who::Service(name) | Who::Federated(name) => name,
            Who::Anonymous => "anonymous",
        }
    }
}

impl Who {
    fn of_arn(text: &str) -> Result<Self, InvalidCaller> {
        let arn: Arn = text.parse().map_err(|_| InvalidCaller::Form)?;
        if arn.partition() != "aws" {
            return Err(InvalidCaller::Partition);
        }
        if is_well_formed(PrincipalKind::Federated, text) {
            return Ok(Self::Federated(text.into()));
        }
        let well_formed = is_well_formed(PrincipalKind::Aws, text) || is_short_session(&arn);
        let account = arn.account_id().filter(|_| well_formed).ok_or(InvalidCaller::Form)?;
        let resource = arn.resource();
        match resource.split_once('/').map_or(resource, |(kind, _)| kind) {
            "root" => Ok(Self::Root { account, arn }),
            "user" => Ok(Self::User { account, arn }),
            "role" => {
                let session = sts::assumed_role(account, name_of(&arn), ANY_SESSION);
                Ok(Self::Role { account, role: arn, session })
            }
            "assumed-role" => {
                let role = resource.split('/').nth(1).unwrap_or_default();
                let role = iam::role(account, &Path::root(), role);
                Ok(Self::Role { account, role, session: arn })
            }
            "federated-user" => Ok(Self::FederatedUser { account, arn, issuer: None }),
            _ => Err(InvalidCaller::Form),
        }
    }

    fn of_name(text: &str, action: &str) -> Result<Self, InvalidCaller> {
        let is_service = is_well_formed(PrincipalKind::Service, text);
        let calls_federated = FEDERATED_CALLS.iter().any(|call| action.eq_ignore_ascii_case(call));
        if is_well_formed(PrincipalKind::Federated, text) && (calls_federated || !is_service) {
            return Ok(Self::Federated(text.into()));
        }
        if is_service { Ok(Self::Service(text.into())) } else { Err(InvalidCaller::Form) }
    }
}

/// Whether a policy could name this principal.
fn is_well_formed(kind: PrincipalKind, text: &str) -> bool {
    well_formed_principal(&PrincipalEntry {
        kind,
        value: Spanned { value: text.into(), span: Span { start: 0, end: 0 } },
    })
}

/// Whether this is a session of a role with a name of one letter. AWS gives no such names, but questions do.
fn is_short_session(arn: &Arn) -> bool {
    let parts = arn.of("sts", "assumed-role/").and_then(|rest| rest.split_once('/'));
    let is_letter = |name: &str| name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    arn.region().is_empty() && parts.is_some_and(|(role, name)| role.parse::<RoleName>().is_ok() && is_letter(name))
}

/// What stands after the last slash.
pub(super) fn name_of(arn: &Arn) -> &str {
    arn.resource().rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &str = "s3:GetObject";

    /// The principal without its unique id, for comparison.
    fn shown(text: &str, action: &str) -> String {
        Caller::parse(text, action)
            .map_or_else(|error| format!("{error:?}"), |caller| format!("{:?}", caller.principal()))
    }

    #[test]
    fn each_form_of_text_is_one_kind_of_principal() {
        let iam = |rest: &str| format!("arn:aws:iam::111111111111:{rest}");
        let sts = |rest: &str| format!("arn:aws:sts::111111111111:{rest}");
        for (text, start, part) in [
            (iam("root"), "Root", "111111111111"),
            (iam("user/team/u"), "User", "user/team/u"),
            (iam("role/team/r"), "RoleSession", "session_arn: \"arn:aws:sts::111111111111:assumed-role/r/*\""),
            (iam("role/team/r"), "RoleSession", "role/team/r"),
            (iam("role/aws-service-role/x.amazonaws.com/R"), "RoleSession", "service_linked: true"),
            (iam("role/aws-service-roles/R"), "RoleSession", "service_linked: false"),
            (sts("assumed-role/r/s1"), "RoleSession", "role_arn: \"arn:aws:iam::111111111111:role/r\""),
            (sts("assumed-role/r/s"), "RoleSession", "assumed-role/r/s\""),
            (sts("federated-user/f1"), "FederatedUser", "issuer_arn: \"\""),
            (iam("oidc-provider/idp.example/x"), "Federated ", "oidc-provider/idp.example/x"),
            (iam("saml-provider/Corp"), "Federated ", "saml-provider/Corp"),
            ("ec2.amazonaws.com".to_owned(), "Service", "ec2.amazonaws.com"),
            ("cognito-identity.amazonaws.com".to_owned(), "Service", "cognito"),
            ("accounts.google.com".to_owned(), "Federated ", "accounts.google.com"),
            ("*".to_owned(), "Anonymous", ""),
        ] {
            let found = shown(&text, GET);
            assert!(found.starts_with(start) && found.contains(part), "{text}: {found}");
        }
        let found = shown("cognito-identity.amazonaws.com", "STS:AssumeRoleWithWebIdentity");
        assert!(found.starts_with("Federated "), "{found}");
    }

    #[test]
    fn what_names_nobody_is_refused() {
        for text in [
            "",
            "bob",
            "**",
            "111111111111",
            "AIDAAAAAAAAAAAAAAAAAA",
            "arn:aws:iam::111111111111:group/g",
            "arn:aws:iam::111111111111:user/*",
            "arn:aws:iam::111111111111:user",
            "arn:aws:iam::11111111111:user/u",
            "arn:aws:iam:us-east-1:111111111111:user/u",
            "arn:aws:sts::111111111111:assumed-role/r",
            "arn:aws:sts::111111111111:assumed-role/r/",
            "arn:aws:sts::111111111111:assumed-role/r/*",
            "arn:aws:sts::111111111111:assumed-role//s",
            "arn:aws:sts:us-east-1:111111111111:assumed-role/r/s",
            "arn:aws:sts::111111111111:assumed-role/r/s1/s2",
            "arn:aws:s3:::b",
            "example.com",
            "EC2.amazonaws.com",
            "arn:aws:iam::111111111111:user/u\0",
        ] {
            assert_eq!(shown(text, GET), "Form", "{text}");
        }
        assert_eq!(shown("arn:aws-cn:iam::111111111111:user/u", GET), "Partition");
    }

    #[test]
    fn what_the_arn_lacks_can_be_added_where_it_fits() {
        let session = || Caller::parse("arn:aws:sts::111111111111:assumed-role/r/s1", GET).unwrap();
        for (role, expected) in [
            ("arn:aws:iam::111111111111:role/team/r", "arn:aws:iam::111111111111:role/team/r"),
            ("arn:aws:iam::111111111111:role/team/q", "arn:aws:iam::111111111111:role/r"),
            ("arn:aws:iam::222222222222:role/team/r", "arn:aws:iam::111111111111:role/r"),
            ("arn:aws:iam::111111111111:user/r", "arn:aws:iam::111111111111:role/r"),
            ("r", "arn:aws:iam::111111111111:role/r"),
        ] {
            let caller = session().with_role(role);
            assert!(
                matches!(caller.principal(), Principal::RoleSession { role_arn, .. } if role_arn == expected),
                "{role}"
            );
        }
        for (text, role) in [
            ("arn:aws:iam::111111111111:role/r", "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/r"),
            ("arn:aws:iam::111111111111:role/team/r", "arn:aws:iam::111111111111:role/r"),
        ] {
            let caller = Caller::parse(text, GET).unwrap().with_role(role);
            assert!(
                matches!(caller.principal(), Principal::RoleSession { role_arn, .. } if role_arn == text),
                "{text}"
            );
        }
        let federated = || Caller::parse("arn:aws:sts::111111111111:federated-user/f1", GET).unwrap();
        for (issuer, expected) in [
            ("arn:aws:iam::111111111111:user/u", "arn:aws:iam::111111111111:user/u"),
            ("arn:aws:iam::222222222222:user/u", ""),
            ("arn:aws:iam::111111111111:role/u", ""),
        ] {
            let caller = federated().with_issuer(issuer);
            assert!(
                matches!(caller.principal(), Principal::FederatedUser { issuer_arn, .. } if issuer_arn == expected),
                "{issuer}"
            );
        }
    }
}
