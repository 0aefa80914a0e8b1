//! The first start: an account, and one identity that can do everything in it.

use std::collections::BTreeMap;

use rolecall_model::{
    AccessKeyId, AccountId, Entropy, KeyKind, Path, SecretKey, Tags, Time, UniqueId, UniqueIdKind, UserName,
};

use crate::aws_managed;
use crate::directory::{
    AccessKey, AccessKeyStatus, Account, Directory, IdentityPolicies, LastUsed, Record, RecordKey, User,
};
use crate::seal::{NotOurs, Sealer};
use crate::server::ServerError;
use crate::token::TokenKey;

/// What the first start makes.
pub struct Bootstrap {
    /// The account.
    pub account: AccountId,
    /// The root user's key, where the operator chose one; else a user `admin` is made.
    pub root: Option<RootCredentials>,
}

/// A root key as the operator chose it.
pub struct RootCredentials {
    /// The access key id.
    pub id: AccessKeyId,
    /// The secret access key.
    pub secret: SecretKey,
}

/// The credentials that the first start hands out.
pub struct FirstCredentials {
    /// The access key id.
    pub id: AccessKeyId,
    /// The secret access key.
    pub secret: SecretKey,
    /// `admin`, or `None` for the root user.
    pub user: Option<UserName>,
}

impl Bootstrap {
    /// The first contents of a directory, and the credentials to it.
    pub fn contents(
        self,
        now: Time,
        master: &Sealer,
        entropy: &dyn Entropy,
    ) -> Result<(Vec<Record>, FirstCredentials), ServerError> {
        let account = self.account;
        let mut records = vec![Record::Account(Account { id: account, created: now })];
        let credentials = if let Some(RootCredentials { id, secret }) = self.root {
            FirstCredentials { id, secret, user: None }
        } else {
            let user = admin(account, now, entropy)?;
            let id = AccessKeyId::generate(KeyKind::LongTerm, account, entropy);
            let credentials =
                FirstCredentials { id, secret: SecretKey::generate(entropy), user: Some(user.name.clone()) };
            records.push(Record::User(user));
            credentials
        };
        let user = records
            .iter()
            .find_map(|record| if let Record::User(user) = record { Some(user.id.clone()) } else { None });
        let key = AccessKey::seal(credentials.id.clone(), account, user, &credentials.secret, now, master, entropy)?;
        records.push(Record::AccessKey(key));
        records.push(Record::TokenKey(TokenKey::generate(now, master, entropy)?));
        Ok((records, credentials))
    }
}

fn admin(account: AccountId, now: Time, entropy: &dyn Entropy) -> Result<User, ServerError> {
    let name = "admin".parse().map_err(ServerError::Write)?;
    Ok(User {
        account,
        name,
        path: Path::root(),
        id: UniqueId::generate(UniqueIdKind::User, entropy),
        created: now,
        boundary: None,
        inline: BTreeMap::new(),
        attached: vec![aws_managed::administrator_access()],
        tags: Tags::default(),
        policies: IdentityPolicies::default(),
    })
}

impl AccessKey {
    /// An active key; its secret is sealed.
    pub fn seal(
        id: AccessKeyId,
        account: AccountId,
        user: Option<UniqueId>,
        secret: &SecretKey,
        now: Time,
        master: &Sealer,
        entropy: &dyn Entropy,
    ) -> Result<Self, NotOurs> {
        let secret = master.seal(id.as_str().as_bytes(), secret.expose().as_bytes(), entropy)?;
        Ok(Self {
            id,
            account,
            user,
            status: AccessKeyStatus::Active,
            created: now,
            secret,
            last_used: LastUsed::default(),
        })
    }

    /// The secret.
    pub fn open(&self, master: &Sealer) -> Result<SecretKey, NotOurs> {
        let secret = master.open(self.id.as_str().as_bytes(), &self.secret)?;
        String::from_utf8(secret).map(SecretKey::new).map_err(|_| NotOurs)
    }
}

/// Makes a new token key if the newest has sealed long enough, and drops those that no live session needs. Says whether
/// anything changed.
pub(crate) fn renew_token_keys(
    directory: &Directory,
    now: Time,
    master: &Sealer,
    entropy: &dyn Entropy,
) -> Result<bool, ServerError> {
    let snapshot = directory.snapshot();
    let fresh = if snapshot.token_keys().any(|key| !key.is_retired(now)) {
        None
    } else {
        Some(TokenKey::generate(now, master, entropy)?)
    };
    let written = directory.write(|transaction| {
        let forgotten: Vec<String> =
            transaction.token_keys().filter(|key| key.is_forgotten(now)).map(|key| key.id.clone()).collect();
        for id in forgotten {
            transaction.remove(RecordKey::TokenKey(id));
        }
        if let Some(key) = fresh {
            transaction.put(key);
        }
        Ok(())
    });
    let ((), ticket) = written.map_err(|fault| ServerError::Write(fault.message.into_owned()))?;
    match ticket.map(rolecall_store::Ticket::wait) {
        None => Ok(false),
        Some(Ok(_)) => Ok(true),
        Some(Err(error)) => Err(ServerError::Write(error.to_string())),
    }
}
