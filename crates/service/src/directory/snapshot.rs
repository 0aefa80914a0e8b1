//! The whole directory at one moment: immutable, shared by all readers, copied by sharing.

use std::sync::Arc;

use rolecall_model::{AccessKeyId, AccountId, Arn, UniqueId, WorkloadArn};
use rpds::HashTrieMapSync;

use super::{
    AccessKey, AccountCreation, AccountState, Bucket, ById, Host, JoinToken, ManagedPolicy, MemberAccount,
    Organization, Record, RecordKey, Role, Workload,
};
use crate::aws_managed;
use crate::token::TokenKey;

/// The directory at one moment.
#[derive(Clone, Default)]
pub struct Snapshot {
    accounts: ById<AccountId, AccountState>,
    organizations: ById<AccountId, Arc<Organization>>,
    members: ById<AccountId, Arc<MemberAccount>>,
    creations: HashTrieMapSync<(AccountId, String), Arc<AccountCreation>>,
    /// Of all accounts: a bucket's name says nothing about its account.
    buckets: HashTrieMapSync<String, Arc<Bucket>>,
    token_keys: HashTrieMapSync<String, Arc<TokenKey>>,
    /// The accounts of access keys whose ids, as an operator chose them, do not carry their account.
    chosen_keys: ById<AccessKeyId, AccountId>,
}

impl Snapshot {
    /// An account.
    pub fn account(&self, id: AccountId) -> Option<&AccountState> {
        self.accounts.get(&id)
    }

    /// The ids of all accounts, in no order.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.accounts.keys().copied()
    }

    /// The role with this ARN: case and path count.
    pub fn role(&self, arn: &Arn) -> Option<&Arc<Role>> {
        let name = arn.resource().rsplit('/').next()?;
        self.account(arn.account_id()?)?.roles.get(name).filter(|role| role.is_named_by(arn))
    }

    /// The unique id of the user or role with this ARN.
    pub fn id_of(&self, arn: &Arn) -> Option<UniqueId> {
        let user = || {
            let name = arn.resource().rsplit('/').next()?;
            let user = self.account(arn.account_id()?)?.users.get(name)?;
            (user.arn() == *arn).then(|| user.id.clone())
        };
        self.role(arn).map(|role| role.id.clone()).or_else(user)
    }

    /// A managed policy by its ARN, of AWS or of the account that the ARN names.
    pub fn managed_policy(&self, arn: &Arn) -> Option<&Arc<ManagedPolicy>> {
        if arn.account() == "aws" {
            return aws_managed::policy(arn);
        }
        let account = self.account(arn.account_id()?)?;
        let name = arn.of("iam", "policy/")?.rsplit('/').next()?;
        account.policies.get(name).filter(|policy| policy.arn == *arn)
    }

    /// A managed policy by its ARN, if `account` can use it: one of its own or of AWS, never another account's.
    pub fn usable_policy(&self, account: AccountId, arn: &Arn) -> Option<&Arc<ManagedPolicy>> {
        let usable = arn.account() == "aws" || arn.account_id() == Some(account);
        self.managed_policy(arn).filter(|_| usable)
    }

    /// A long-term access key.
    pub fn access_key(&self, id: &AccessKeyId) -> Option<&Arc<AccessKey>> {
        // The key carries its account where nobody chose it: nearly everywhere.
        let chosen = if self.chosen_keys.is_empty() { None } else { self.chosen_keys.get(id).copied() };
        let account = chosen.or_else(|| id.account())?;
        self.account(account)?.access_keys.get(id)
    }

    /// A host that has joined. Its id carries its account.
    pub fn host(&self, id: &AccessKeyId) -> Option<&Arc<Host>> {
        self.account(id.account()?)?.hosts.get(id)
    }

    /// A token with which a host can join. Its id carries its account.
    pub fn join_token(&self, id: &AccessKeyId) -> Option<&Arc<JoinToken>> {
        self.account(id.account()?)?.join_tokens.get(id)
    }

    /// A workload.
    pub fn workload(&self, arn: &WorkloadArn) -> Option<&Arc<Workload>> {
        self.account(arn.account())?.workloads.get(arn)
    }

    /// The present ARN of the user or role with this unique id in `account`.
    pub fn arn_of(&self, account: AccountId, id: &UniqueId) -> Option<Arn> {
        self.account(account)?.arn_of(id)
    }

    /// The organization that `account` belongs to.
    pub fn organization_of(&self, account: AccountId) -> Option<&Arc<Organization>> {
        self.organizations.get(&self.members.get(&account)?.management_account)
    }

    /// An account as its organization knows it.
    pub fn member(&self, account: AccountId) -> Option<&Arc<MemberAccount>> {
        self.members.get(&account)
    }

    /// The accounts of the organization of this management account, by id.
    pub fn members_of(&self, management: AccountId) -> Vec<&Arc<MemberAccount>> {
        let mut members: Vec<_> =
            self.members.values().filter(|member| member.management_account == management).collect();
        members.sort_by_key(|member| member.id);
        members
    }

    /// A request of this management account to create an account.
    pub fn account_creation(&self, management: AccountId, id: &str) -> Option<&Arc<AccountCreation>> {
        self.creations.get(&(management, id.to_owned()))
    }

    /// All requests of this management account to create accounts, in no order.
    pub fn account_creations(&self, management: AccountId) -> impl Iterator<Item = &Arc<AccountCreation>> {
        self.creations.values().filter(move |creation| creation.management_account == management)
    }

    /// A bucket, whoever owns it.
    pub fn bucket(&self, name: &str) -> Option<&Arc<Bucket>> {
        self.buckets.get(name)
    }

    /// The keys that seal session tokens.
    pub fn token_keys(&self) -> impl Iterator<Item = &Arc<TokenKey>> {
        self.token_keys.values()
    }

    /// The identity of everything in the directory.
    pub(super) fn keys(&self) -> impl Iterator<Item = RecordKey> {
        let token_keys = self.token_keys.keys().cloned().map(RecordKey::TokenKey);
        let organizations = self.organizations.keys().copied().map(RecordKey::Organization);
        let members = self.members.keys().copied().map(RecordKey::MemberAccount);
        let creations = self.creations.keys().map(|(account, id)| RecordKey::AccountCreation(*account, id.clone()));
        let of_organizations = organizations.chain(members).chain(creations);
        let buckets = self.buckets.values().map(|bucket| RecordKey::Bucket(bucket.account, bucket.name.clone()));
        let of_accounts = self.accounts.values().flat_map(AccountState::keys).chain(of_organizations);
        of_accounts.chain(buckets).chain(token_keys)
    }

    /// Adds or replaces what the record holds. A record of an account that does not exist changes nothing.
    pub(super) fn put(&mut self, record: Record) {
        match record {
            Record::Account(account) => match self.accounts.get_mut(&account.id) {
                Some(state) => state.account = account,
                None => self.accounts.insert_mut(account.id, AccountState::new(account)),
            },
            Record::Organization(organization) => {
                self.organizations.insert_mut(organization.management_account, Arc::new(organization));
            }
            Record::MemberAccount(member) => self.members.insert_mut(member.id, Arc::new(member)),
            Record::AccountCreation(creation) => {
                let key = (creation.management_account, creation.id.clone());
                self.creations.insert_mut(key, Arc::new(creation));
            }
            Record::Bucket(bucket) => self.buckets.insert_mut(bucket.name.clone(), Arc::new(bucket)),
            Record::TokenKey(key) => self.token_keys.insert_mut(key.id.clone(), Arc::new(key)),
            Record::User(user) => self.within(user.account, |state| state.put_user(user)),
            Record::Role(role) => self.within(role.account, |state| state.put_role(role)),
            Record::InstanceProfile(profile) => {
                self.within(profile.account, |state| state.put_instance_profile(profile));
            }
            Record::Workload(workload) => self.within(workload.account(), |state| state.workloads.put(workload)),
            Record::Host(host) => {
                self.within(host.account, |state| state.hosts.insert_mut(host.id.clone(), Arc::new(host)));
            }
            Record::JoinToken(token) => {
                self.within(token.account, |state| state.join_tokens.insert_mut(token.id.clone(), Arc::new(token)));
            }
            Record::AccessKey(key) => {
                if key.id.account() != Some(key.account) {
                    self.chosen_keys.insert_mut(key.id.clone(), key.account);
                }
                self.within(key.account, |state| state.put_access_key(key));
            }
            Record::Policy(policy) => {
                if let Some(account) = policy.arn.account_id() {
                    self.within(account, |state| drop(state.policies.insert(Arc::new(policy))));
                }
            }
        }
    }

    /// Removes what the key names.
    pub(super) fn remove(&mut self, key: &RecordKey) {
        match key {
            RecordKey::Account(id) => drop(self.accounts.remove_mut(id)),
            RecordKey::User(account, name) => self.within(*account, |state| state.remove_user(name)),
            RecordKey::Role(account, name) => self.within(*account, |state| state.remove_role(name)),
            RecordKey::InstanceProfile(account, name) => {
                self.within(*account, |state| state.remove_instance_profile(name));
            }
            RecordKey::Policy(account, name) => {
                self.within(*account, |state| drop(state.policies.remove(name.as_str())));
            }
            RecordKey::Workload(arn) => self.within(arn.account(), |state| state.workloads.remove(arn)),
            RecordKey::Host(account, id) => self.within(*account, |state| {
                state.hosts.remove_mut(id);
            }),
            RecordKey::JoinToken(account, id) => {
                self.within(*account, |state| {
                    state.join_tokens.remove_mut(id);
                });
            }
            RecordKey::AccessKey(account, id) => {
                self.chosen_keys.remove_mut(id);
                self.within(*account, |state| {
                    state.access_keys.remove_mut(id);
                });
            }
            RecordKey::Organization(account) => drop(self.organizations.remove_mut(account)),
            RecordKey::MemberAccount(account) => drop(self.members.remove_mut(account)),
            RecordKey::AccountCreation(account, id) => drop(self.creations.remove_mut(&(*account, id.clone()))),
            RecordKey::Bucket(account, name) => {
                // Another account may have made a bucket of the name since.
                if self.buckets.get(name).is_some_and(|bucket| bucket.account == *account) {
                    self.buckets.remove_mut(name);
                }
            }
            RecordKey::TokenKey(id) => drop(self.token_keys.remove_mut(id)),
        }
    }

    fn within(&mut self, account: AccountId, change: impl FnOnce(&mut AccountState)) {
        if let Some(state) = self.accounts.get_mut(&account) {
            change(state);
        }
    }
}
