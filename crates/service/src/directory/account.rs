//! Accounts, the partitions of the directory.

use std::hash::Hash;
use std::sync::Arc;

use rolecall_model::{AccessKeyId, AccountId, Arn, NameKey, Time, UniqueId};
use rpds::{HashTrieMapSync, HashTrieSetSync};
use serde::{Deserialize, Serialize};

use super::{
    AccessKey, ById, Host, InstanceProfile, JoinToken, ManagedPolicy, RecordKey, Role, Table, User, Workloads,
};

/// An account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// When it was made.
    pub created: Time,
}

/// An account and everything in it. A clone shares everything with the original.
#[derive(Clone)]
pub struct AccountState {
    /// The account itself.
    pub account: Account,
    /// Its users.
    pub users: Table<User>,
    /// Its roles.
    pub roles: Table<Role>,
    /// Its instance profiles.
    pub instance_profiles: Table<InstanceProfile>,
    /// Its customer managed policies.
    pub policies: Table<ManagedPolicy>,
    /// Its workloads.
    pub workloads: Workloads,
    /// Its hosts.
    pub hosts: ById<AccessKeyId, Arc<Host>>,
    /// The tokens with which hosts can join it.
    pub join_tokens: ById<AccessKeyId, Arc<JoinToken>>,
    /// The access keys of its users and its root user.
    pub access_keys: ById<AccessKeyId, Arc<AccessKey>>,
    /// Which users and roles each managed policy is attached to.
    pub attachments: Usage<Arn>,
    /// Which users and roles each managed policy bounds.
    pub boundaries: Usage<Arn>,
    /// Which instance profiles hold each role.
    pub role_profiles: Usage<UniqueId>,
}

/// Things that can be used, such as managed policies, and the unique ids of the entities that use them.
#[derive(Clone)]
pub struct Usage<K: Eq + Hash>(HashTrieMapSync<K, HashTrieSetSync<UniqueId>>);

impl<K: Eq + Hash> Default for Usage<K> {
    fn default() -> Self {
        Self(HashTrieMapSync::default())
    }
}

impl<K: Clone + Eq + Hash> Usage<K> {
    /// The users of a thing, in no order.
    pub fn of(&self, used: &K) -> impl Iterator<Item = &UniqueId> {
        self.0.get(used).into_iter().flat_map(HashTrieSetSync::iter)
    }

    /// How many users a thing has.
    pub fn count(&self, used: &K) -> usize {
        self.0.get(used).map_or(0, HashTrieSetSync::size)
    }

    fn set(&mut self, used: &K, entity: &UniqueId, present: bool) {
        let mut users = self.0.get(used).cloned().unwrap_or_default();
        if present {
            users.insert_mut(entity.clone());
        } else {
            users.remove_mut(entity);
        }
        if users.is_empty() {
            self.0.remove_mut(used);
        } else {
            self.0.insert_mut(used.clone(), users);
        }
    }
}

impl AccountState {
    /// An account with nothing in it.
    pub fn new(account: Account) -> Self {
        Self {
            account,
            users: Table::default(),
            roles: Table::default(),
            instance_profiles: Table::default(),
            policies: Table::default(),
            workloads: Workloads::default(),
            hosts: ById::default(),
            join_tokens: ById::default(),
            access_keys: ById::default(),
            attachments: Usage::default(),
            boundaries: Usage::default(),
            role_profiles: Usage::default(),
        }
    }

    /// The keys of one user (`None`: of the root user), oldest first.
    pub fn keys_of(&self, user: Option<&UniqueId>) -> Vec<&Arc<AccessKey>> {
        let mut keys: Vec<_> = self.access_keys.values().filter(|key| key.user.as_ref() == user).collect();
        keys.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
        keys
    }

    /// The present ARN of the user or role with this unique id.
    pub fn arn_of(&self, id: &UniqueId) -> Option<Arn> {
        let role = self.roles.by_id(id).map(|role| role.arn());
        role.or_else(|| self.users.by_id(id).map(|user| user.arn()))
    }
}

impl AccountState {
    /// The identity of everything in the account, and last of the account.
    pub(super) fn keys(&self) -> impl Iterator<Item = RecordKey> {
        let id = self.account.id;
        let users = self.users.iter().map(move |user| RecordKey::User(id, NameKey::of(user.name.as_str())));
        let roles = self.roles.iter().map(move |role| RecordKey::Role(id, NameKey::of(role.name.as_str())));
        let profiles = self.instance_profiles.iter();
        let profiles = profiles.map(move |profile| RecordKey::InstanceProfile(id, NameKey::of(profile.name.as_str())));
        let policies = self.policies.iter().map(move |policy| RecordKey::Policy(id, NameKey::of(policy.name.as_str())));
        let keys = self.access_keys.keys().map(move |key| RecordKey::AccessKey(id, key.clone()));
        let workloads = self.workloads.after(None).map(|workload| RecordKey::Workload(workload.arn.clone()));
        let hosts = self.hosts.keys().map(move |host| RecordKey::Host(id, host.clone()));
        let tokens = self.join_tokens.keys().map(move |token| RecordKey::JoinToken(id, token.clone()));
        let of_workloads = workloads.chain(hosts).chain(tokens);
        users
            .chain(roles)
            .chain(profiles)
            .chain(policies)
            .chain(keys)
            .chain(of_workloads)
            .chain([RecordKey::Account(id)])
    }
}

/// Changes, which keep the indexes true.
impl AccountState {
    pub(super) fn put_user(&mut self, user: User) {
        let user = Arc::new(user);
        let old = self.users.insert(user.clone());
        self.reindex(old.as_deref().map(Holder::from), Some(Holder::from(&*user)));
    }

    pub(super) fn put_role(&mut self, role: Role) {
        let role = Arc::new(role);
        let old = self.roles.insert(role.clone());
        self.reindex(old.as_deref().map(Holder::from), Some(Holder::from(&*role)));
    }

    pub(super) fn put_instance_profile(&mut self, profile: InstanceProfile) {
        let profile = Arc::new(profile);
        let old = self.instance_profiles.insert(profile.clone());
        self.index_profile(old.as_deref(), false);
        self.index_profile(Some(&profile), true);
    }

    pub(super) fn remove_instance_profile(&mut self, name: &NameKey) {
        let old = self.instance_profiles.remove(name.as_str());
        self.index_profile(old.as_deref(), false);
    }

    fn index_profile(&mut self, profile: Option<&InstanceProfile>, present: bool) {
        if let Some(InstanceProfile { id, role: Some(role), .. }) = profile {
            self.role_profiles.set(role, id, present);
        }
    }

    pub(super) fn put_access_key(&mut self, key: AccessKey) {
        self.access_keys.insert_mut(key.id.clone(), Arc::new(key));
    }

    pub(super) fn remove_user(&mut self, name: &NameKey) {
        let old = self.users.remove(name.as_str());
        self.reindex(old.as_deref().map(Holder::from), None);
    }

    pub(super) fn remove_role(&mut self, name: &NameKey) {
        let old = self.roles.remove(name.as_str());
        self.reindex(old.as_deref().map(Holder::from), None);
    }

    fn reindex(&mut self, before: Option<Holder<'_>>, after: Option<Holder<'_>>) {
        for (holder, present) in [(before, false), (after, true)] {
            let Some(Holder { id, attached, boundary }) = holder else { continue };
            for policy in attached {
                self.attachments.set(policy, id, present);
            }
            if let Some(policy) = boundary {
                self.boundaries.set(policy, id, present);
            }
        }
    }
}

/// What a user or role holds of managed policies.
struct Holder<'a> {
    id: &'a UniqueId,
    attached: &'a [Arn],
    boundary: &'a Option<Arn>,
}

impl<'a> From<&'a User> for Holder<'a> {
    fn from(user: &'a User) -> Self {
        Self { id: &user.id, attached: &user.attached, boundary: &user.boundary }
    }
}

impl<'a> From<&'a Role> for Holder<'a> {
    fn from(role: &'a Role) -> Self {
        Self { id: &role.id, attached: &role.attached, boundary: &role.boundary }
    }
}
