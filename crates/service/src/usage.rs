//! The last uses on their way to the store: together, and only those that changed.

use rolecall_model::{AccessKeyId, AccountId, UniqueId};
use rolecall_store::Ticket;

use crate::directory::{AccessKey, Role, Snapshot, Transaction, Unstored};
use crate::server::{Server, ServerError};

/// Uses in one commit, so that other writers never wait for many of them.
const BATCH: usize = 1000;

/// What was used.
enum Used {
    Role(AccountId, UniqueId),
    AccessKey(AccountId, AccessKeyId),
}

impl Server {
    /// Stores the last uses of access keys and roles that the store does not have yet. To be called about every minute and at
    /// shutdown: what was not stored when the process dies is forgotten. Blocks.
    ///
    /// # Errors
    ///
    /// The store cannot be written. The uses are kept for the next call.
    pub fn flush_usage(&self) -> Result<(), ServerError> {
        unstored(&self.directory.snapshot()).chunks(BATCH).try_for_each(|batch| self.store_uses(batch))
    }

    fn store_uses(&self, batch: &[(Used, Unstored)]) -> Result<(), ServerError> {
        let written = self.directory.write(|transaction| {
            for (used, _) in batch {
                used.put(transaction);
            }
            Ok(())
        });
        let ((), ticket) = written.map_err(|fault| ServerError::Write(fault.message.into_owned()))?;
        ticket.map(Ticket::wait).transpose().map_err(|error| ServerError::Write(error.to_string()))?;
        for (_, unstored) in batch {
            unstored.is_stored();
        }
        Ok(())
    }
}

impl Used {
    /// The owner as it is now, whose record carries its last use; nothing if it was deleted meanwhile.
    fn put(&self, transaction: &mut Transaction) {
        match self {
            Self::Role(account, id) => {
                let role = transaction.account(*account).and_then(|state| state.roles.by_id(id)).cloned();
                if let Some(role) = role {
                    transaction.put(Role::clone(&role));
                }
            }
            Self::AccessKey(account, id) => {
                let key = transaction.account(*account).and_then(|state| state.access_keys.get(id)).cloned();
                if let Some(key) = key {
                    transaction.put(AccessKey::clone(&key));
                }
            }
        }
    }
}

fn unstored(snapshot: &Snapshot) -> Vec<(Used, Unstored)> {
    let states = snapshot.accounts().filter_map(|id| Some((id, snapshot.account(id)?)));
    let mut found = Vec::new();
    for (account, state) in states {
        let roles = state.roles.iter();
        found.extend(roles.filter_map(|role| Some((Used::Role(account, role.id.clone()), role.last_used.unstored()?))));
        let keys = state.access_keys.values();
        found
            .extend(keys.filter_map(|key| Some((Used::AccessKey(account, key.id.clone()), key.last_used.unstored()?))));
    }
    found
}
