//! Who calls: an identity found in the directory and the credentials that it used.

use std::sync::Arc;

use rolecall_model::{AccessKeyId, AccountId, Arn, WorkloadArn, iam, rolecall, sts};
use rolecall_policy::Principal;

use crate::directory::{Host, JoinToken, Role, User};
use crate::token::{Session, Subject};

/// An authenticated caller.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account that it acts in.
    pub account: AccountId,
    /// Who it is.
    pub who: Who,
    /// The access key that signed, or the host; services sign nothing.
    pub key: Option<AccessKeyId>,
    /// The session, where temporary credentials signed.
    pub session: Option<Arc<Session>>,
    /// The ARN that names it in messages: the session's for roles; for services that of the workload.
    pub arn: Arn,
    /// The ARN that policies compare as `aws:PrincipalArn`: the role's for its sessions.
    pub principal_arn: Arn,
}

/// The kinds of callers.
#[derive(Debug, Clone)]
pub enum Who {
    /// The root user of the account.
    Root,
    /// An IAM user.
    User(Arc<User>),
    /// A session of a role.
    Role(Arc<Role>),
    /// A host, by its own key.
    Host(Arc<Host>),
    /// A host that is about to join.
    JoinToken(Arc<JoinToken>),
    /// A service that hands a role to this workload.
    Service(WorkloadArn),
}

impl Caller {
    /// The root user.
    pub(crate) fn root(account: AccountId, key: AccessKeyId, session: Option<Arc<Session>>) -> Self {
        let arn = iam::root(account);
        Self { account, who: Who::Root, key: Some(key), session, principal_arn: arn.clone(), arn }
    }

    /// A user.
    pub(crate) fn user(user: Arc<User>, key: AccessKeyId, session: Option<Arc<Session>>) -> Self {
        let arn = user.arn();
        Self { account: user.account, who: Who::User(user), key: Some(key), session, principal_arn: arn.clone(), arn }
    }

    /// A session of a role.
    pub(crate) fn role(role: Arc<Role>, session: Arc<Session>) -> Self {
        let arn = sts::assumed_role(role.account, role.name.as_str(), session.name());
        let (account, principal_arn, key) = (role.account, role.arn(), session.key.clone());
        Self { account, who: Who::Role(role), key: Some(key), session: Some(session), arn, principal_arn }
    }

    /// A host.
    pub(crate) fn host(host: Arc<Host>) -> Self {
        let arn = host.arn();
        let (account, key) = (host.account, Some(host.id.clone()));
        Self { account, who: Who::Host(host), key, session: None, principal_arn: arn.clone(), arn }
    }

    /// A host that is about to join.
    pub(crate) fn join_token(token: Arc<JoinToken>) -> Self {
        let arn = rolecall::join_token(token.account, token.id.as_str());
        let (account, key) = (token.account, Some(token.id.clone()));
        Self { account, who: Who::JoinToken(token), key, session: None, principal_arn: arn.clone(), arn }
    }

    /// The service that hands a role to this workload.
    pub(crate) fn service(workload: WorkloadArn) -> Self {
        let (account, arn) = (workload.account(), workload.arn().clone());
        Self { account, who: Who::Service(workload), key: None, session: None, principal_arn: arn.clone(), arn }
    }

    /// `aws:userid`, which is also the `UserId` of `GetCallerIdentity`.
    pub fn user_id(&self) -> String {
        match &self.who {
            Who::Root => self.account.to_string(),
            Who::User(user) => user.id.to_string(),
            Who::Role(role) => [role.id.as_str(), ":", self.session_name()].concat(),
            Who::Host(host) => host.id.to_string(),
            Who::JoinToken(token) => token.id.to_string(),
            Who::Service(workload) => workload.kind().service_principal().to_owned(),
        }
    }

    /// `aws:PrincipalType`; none for services, and for those whom no policy is asked about.
    pub fn kind(&self) -> Option<&'static str> {
        match self.who {
            Who::Root => Some("Account"),
            Who::User(_) => Some("User"),
            Who::Role(_) => Some("AssumedRole"),
            Who::Host(_) | Who::JoinToken(_) | Who::Service(_) => None,
        }
    }

    /// The name in messages: an ARN, or the principal of a service.
    pub fn name(&self) -> &str {
        self.as_service().map_or(self.arn.as_str(), |workload| workload.kind().service_principal())
    }

    /// The workload that a service hands a role to, if it is a service.
    pub fn as_service(&self) -> Option<&WorkloadArn> {
        if let Who::Service(workload) = &self.who { Some(workload) } else { None }
    }

    /// The host, if it is one.
    pub fn as_host(&self) -> Option<&Arc<Host>> {
        if let Who::Host(host) = &self.who { Some(host) } else { None }
    }

    /// The user, if it is one.
    pub fn as_user(&self) -> Option<&Arc<User>> {
        if let Who::User(user) = &self.who { Some(user) } else { None }
    }

    /// Whether a role session calls.
    pub fn is_role_session(&self) -> bool {
        matches!(self.who, Who::Role(_))
    }

    /// The value of a tag: the session's if it has the key, else that of the user or role.
    pub fn tag(&self, key: &str) -> Option<&str> {
        let own = match &self.who {
            Who::Root | Who::Host(_) | Who::JoinToken(_) | Who::Service(_) => None,
            Who::User(user) => user.tags.get(key),
            Who::Role(role) => role.tags.get(key),
        };
        self.session.as_ref().and_then(|session| session.tags.get(key)).or(own)
    }

    /// The caller as the policy engine sees it.
    pub fn principal(&self) -> Principal<'_> {
        match &self.who {
            Who::Root => Principal::Root { account: self.account },
            Who::User(user) => {
                Principal::User { account: self.account, arn: self.principal_arn.as_str(), id: Some(&user.id) }
            }
            Who::Role(role) => Principal::RoleSession {
                account: self.account,
                role_arn: self.principal_arn.as_str(),
                role_id: Some(&role.id),
                session_arn: self.arn.as_str(),
                service_linked: role.is_service_linked(),
            },
            Who::Host(_) | Who::JoinToken(_) => Principal::Anonymous,
            Who::Service(workload) => Principal::Service { name: workload.kind().service_principal() },
        }
    }

    fn session_name(&self) -> &str {
        self.session.as_ref().map_or("", |session| session.name())
    }
}

impl Session {
    /// The name of a role's session; empty for others.
    pub fn name(&self) -> &str {
        match &self.subject {
            Subject::Role { session, .. } => session.as_str(),
            Subject::Root | Subject::User { .. } => "",
        }
    }
}
