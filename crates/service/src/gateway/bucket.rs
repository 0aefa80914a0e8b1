//! Whose a bucket is, and changes of what is kept about it: decided on the newest state, durable before the answer.

use rolecall_model::AccountId;

use super::Visit;
use super::rule::rule_on;
use crate::caller::Caller;
use crate::directory::{Bucket, RecordKey, Snapshot, Transaction, unavailable};
use crate::fault::{Code, Fault, common};
use crate::server::Server;

/// The name is another account's.
const BUCKET_ALREADY_EXISTS: Code = Code::new("BucketAlreadyExists", 409);
/// Only the owner's account may, whatever policies allow.
const METHOD_NOT_ALLOWED: Code = Code::new("MethodNotAllowed", 405);

/// What [`Server::reserve_bucket`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// The name was free, and is the caller's account's now.
    Made,
    /// The bucket is the caller's account's already.
    Held,
}

impl Server {
    /// Makes a bucket of this name the caller's account's, before the upstream makes it: two accounts that ask for one name at
    /// once do not both get it. `is_there` says that the upstream has the bucket already; if nobody is known to own it, it belongs
    /// to the owner of the upstream.
    ///
    /// # Errors
    /// `BucketAlreadyExists`, `AccessDenied`, and those of a directory that cannot be written.
    pub async fn reserve_bucket(&self, visit: &Visit<'_>, name: &str, is_there: bool) -> Result<Reservation, Fault> {
        self.change(visit, |caller, directory| match directory.bucket(name).map(|bucket| bucket.account) {
            Some(owner) if owner == caller.account && is_there => Ok(Reservation::Held),
            // The upstream lost the one that was known: what was kept about it is not for the new one.
            Some(owner) if owner == caller.account => {
                directory.put(Bucket::new(name, caller.account, visit.now));
                Ok(Reservation::Made)
            }
            Some(_) => Err(taken()),
            None if is_there && caller.account != visit.owner => Err(taken()),
            None if is_there => Ok(Reservation::Held),
            None => {
                directory.put(Bucket::new(name, caller.account, visit.now));
                Ok(Reservation::Made)
            }
        })
        .await
    }

    /// Forgets a bucket: the upstream did not make it, or deleted it.
    ///
    /// # Errors
    /// The directory cannot be written.
    pub async fn forget_bucket(&self, name: &str) -> Result<(), Fault> {
        let ((), ticket) = self.directory.write(|directory| {
            if let Some(account) = directory.bucket(name).map(|bucket| bucket.account) {
                directory.remove(RecordKey::Bucket(account, name.to_owned()));
            }
            Ok(())
        })?;
        match ticket {
            Some(ticket) => ticket.await.map(drop).map_err(|error| unavailable(&error)),
            None => Ok(()),
        }
    }

    /// The account that owns a bucket; `otherwise` if nobody is known to.
    pub fn bucket_owner(&self, name: &str, otherwise: AccountId) -> AccountId {
        self.directory.snapshot().bucket(name).map_or(otherwise, |bucket| bucket.account)
    }

    /// Decides the request again on the head of the directory, and changes it there.
    pub(super) async fn change<T>(
        &self,
        visit: &Visit<'_>,
        change: impl FnOnce(&Caller, &mut Transaction) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (made, ticket) = self.directory.write(|directory| {
            let head = directory.base().clone();
            let caller = visit.caller().map(|caller| caller.present(&head)).transpose()?;
            rule_on(visit, caller.as_ref(), &head)?;
            // Nobody who cannot be named may change anything, whatever policies allow.
            let caller = caller.ok_or_else(|| Fault::new(common::ACCESS_DENIED, "Access Denied"))?;
            change(&caller, directory)
        })?;
        match ticket {
            Some(ticket) => ticket.await.map(|_| made).map_err(|error| unavailable(&error)),
            None => Ok(made),
        }
    }

    /// Changes what is kept about a bucket, for callers of its owner's account.
    pub(super) async fn change_bucket(
        &self,
        visit: &Visit<'_>,
        name: &str,
        change: impl FnOnce(&mut Bucket, &Snapshot) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.change(visit, |caller, directory| {
            let mut bucket = kept(directory, visit, name);
            if caller.account != bucket.account {
                return Err(not_the_owner());
            }
            change(&mut bucket, directory)?;
            directory.put(bucket);
            Ok(())
        })
        .await
    }

    /// What is kept about a bucket, for callers of its owner's account.
    pub(super) fn owned_bucket(&self, visit: &Visit<'_>, name: &str) -> Result<Bucket, Fault> {
        self.rule(visit)?;
        let bucket = kept(&self.directory.snapshot(), visit, name);
        let is_owner = visit.caller().is_some_and(|caller| caller.account == bucket.account);
        if is_owner { Ok(bucket) } else { Err(not_the_owner()) }
    }
}

/// What is known of a bucket; one that was there before is as it would have begun.
fn kept(snapshot: &Snapshot, visit: &Visit<'_>, name: &str) -> Bucket {
    snapshot.bucket(name).map_or_else(|| Bucket::new(name, visit.owner, visit.now), |bucket| (**bucket).clone())
}

fn taken() -> Fault {
    let message = "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.";
    Fault::new(BUCKET_ALREADY_EXISTS, message)
}

fn not_the_owner() -> Fault {
    Fault::new(METHOD_NOT_ALLOWED, "The specified method is not allowed against this resource.")
}
