//! What the store keeps: one self-describing record for each thing, under a key that begins with its account.

use rolecall_model::{AccessKeyId, AccountId, NameKey, WorkloadArn};
use serde::{Deserialize, Serialize};

use super::{
    AccessKey, Account, AccountCreation, Bucket, Host, InstanceProfile, JoinToken, ManagedPolicy, MemberAccount,
    Organization, Role, User, Workload,
};
use crate::token::TokenKey;

/// A thing in the directory.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// An account.
    Account(Account),
    /// A user.
    User(User),
    /// A role.
    Role(Role),
    /// An instance profile.
    InstanceProfile(InstanceProfile),
    /// A customer managed policy.
    Policy(ManagedPolicy),
    /// An access key.
    AccessKey(AccessKey),
    /// An organization, in its management account.
    Organization(Organization),
    /// A member of an organization, in its own account.
    MemberAccount(MemberAccount),
    /// A request to create an account, in the management account.
    AccountCreation(AccountCreation),
    /// A bucket of an S3 upstream, in its owner's account.
    Bucket(Bucket),
    /// A workload.
    Workload(Workload),
    /// A host that has joined.
    Host(Host),
    /// A token with which a host can join.
    JoinToken(JoinToken),
    /// A key that seals session tokens; of the whole server.
    TokenKey(TokenKey),
}

/// The identity of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each variant is the identity of the record of that name")]
pub enum RecordKey {
    Account(AccountId),
    User(AccountId, NameKey),
    Role(AccountId, NameKey),
    InstanceProfile(AccountId, NameKey),
    Policy(AccountId, NameKey),
    AccessKey(AccountId, AccessKeyId),
    Organization(AccountId),
    MemberAccount(AccountId),
    AccountCreation(AccountId, String),
    Bucket(AccountId, String),
    Workload(WorkloadArn),
    Host(AccountId, AccessKeyId),
    JoinToken(AccountId, AccessKeyId),
    TokenKey(String),
}

/// Version of the envelope around every record; readers know all versions ever released.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Envelope<R> {
    v: u32,
    record: R,
}

/// A stored value that is not a record of a known version.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Not the JSON of a record.
    #[error("it is not a record: {0}")]
    Json(#[from] serde_json::Error),
    /// Written by a later release.
    #[error("it has version {0}, which this release does not know")]
    Version(u32),
}

impl Record {
    /// Its identity.
    pub fn key(&self) -> RecordKey {
        match self {
            Self::Account(account) => RecordKey::Account(account.id),
            Self::User(user) => RecordKey::User(user.account, NameKey::of(user.name.as_str())),
            Self::Role(role) => RecordKey::Role(role.account, NameKey::of(role.name.as_str())),
            Self::InstanceProfile(profile) => {
                RecordKey::InstanceProfile(profile.account, NameKey::of(profile.name.as_str()))
            }
            Self::Policy(policy) => {
                let account = policy.arn.account_id().unwrap_or(AccountId::ZERO);
                RecordKey::Policy(account, NameKey::of(policy.name.as_str()))
            }
            Self::AccessKey(key) => RecordKey::AccessKey(key.account, key.id.clone()),
            Self::Organization(organization) => RecordKey::Organization(organization.management_account),
            Self::MemberAccount(member) => RecordKey::MemberAccount(member.id),
            Self::AccountCreation(creation) => {
                RecordKey::AccountCreation(creation.management_account, creation.id.clone())
            }
            Self::Bucket(bucket) => RecordKey::Bucket(bucket.account, bucket.name.clone()),
            Self::Workload(workload) => RecordKey::Workload(workload.arn.clone()),
            Self::Host(host) => RecordKey::Host(host.account, host.id.clone()),
            Self::JoinToken(token) => RecordKey::JoinToken(token.account, token.id.clone()),
            Self::TokenKey(key) => RecordKey::TokenKey(key.id.clone()),
        }
    }

    /// The bytes that the store keeps.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Unreadable> {
        Ok(serde_json::to_vec(&Envelope { v: VERSION, record: self })?)
    }

    /// Reads what the store kept.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        match serde_json::from_slice::<Envelope<Self>>(bytes) {
            Ok(Envelope { v: VERSION, record }) => Ok(record),
            Ok(Envelope { v, .. }) => Err(Unreadable::Version(v)),
            Err(error) => Err(Unreadable::of(bytes, error)),
        }
    }
}

impl Unreadable {
    /// A later version may not even have the form of this one.
    fn of(bytes: &[u8], error: serde_json::Error) -> Self {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        match serde_json::from_slice(bytes) {
            Ok(Version { v }) if v != VERSION => Self::Version(v),
            _ => Self::Json(error),
        }
    }
}

impl RecordKey {
    /// The key in the store: `123456789012/role/deploy`.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            // Before everything in the account, so that loading in the order of keys meets the account first.
            Self::Account(account) => account.to_string(),
            Self::User(account, name) => format!("{account}/user/{}", name.as_str()),
            Self::Role(account, name) => format!("{account}/role/{}", name.as_str()),
            Self::InstanceProfile(account, name) => format!("{account}/instance-profile/{}", name.as_str()),
            Self::Policy(account, name) => format!("{account}/policy/{}", name.as_str()),
            Self::AccessKey(account, id) => format!("{account}/access-key/{id}"),
            Self::Organization(account) => format!("{account}/organization"),
            Self::MemberAccount(account) => format!("{account}/member-account"),
            Self::AccountCreation(account, id) => format!("{account}/account-creation/{id}"),
            Self::Bucket(account, name) => format!("{account}/bucket/{name}"),
            Self::Workload(arn) => format!("{}/workload/{arn}", arn.account()),
            Self::Host(account, id) => format!("{account}/host/{id}"),
            Self::JoinToken(account, id) => format!("{account}/join-token/{id}"),
            Self::TokenKey(id) => format!("server/token-key/{id}"),
        }
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let account = Account { id: AccountId::ZERO, created: rolecall_model::Time::from_epoch(1) };
        let bytes = Record::Account(account).to_bytes().unwrap();
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            r#"{"v":1,"record":{"account":{"id":"000000000000","created":1}}}"#
        );
        assert_eq!(Record::from_bytes(&bytes).unwrap().key(), RecordKey::Account(AccountId::ZERO));
        for (text, reason) in [
            (r#"{"v":2,"record":{"account":{"id":"000000000000","created":1}}}"#, "it has version 2"),
            (r#"{"v":2,"anything":true}"#, "it has version 2"),
            (r#"{"v":1,"record":{"planet":{}}}"#, "it is not a record"),
            (r#"{"record":{}}"#, "it is not a record"),
            ("", "it is not a record"),
        ] {
            let error = Record::from_bytes(text.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(reason), "{text}: {error}");
        }
    }
}
