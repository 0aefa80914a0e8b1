//! One action on one resource of another service, and whose the resource is.

use std::borrow::Cow;

use rolecall_model::{AccountId, Arn, Tags};
use rolecall_policy::ContextMap;

use super::unknown::names;
use crate::directory::{Bucket, Snapshot};
use crate::operation::{Access, Trust};

/// All buckets, of which everybody is shown their own.
const ALL_BUCKETS: &str = "arn:aws:s3:::*";

/// One action on one resource.
#[derive(Clone)]
pub struct Asked {
    /// `s3:GetObject`
    pub action: Cow<'static, str>,
    /// An ARN, or `*`.
    pub resource: String,
    /// Whether only a part of the ARN is known, as [`decide_partial`](rolecall_policy::decide_partial) takes it.
    pub is_partial: bool,
    /// The condition keys that the request gives this action.
    pub keys: ContextMap,
    /// Condition keys whose values only the service knows. A name that ends in `/` stands for all that begin with it.
    pub unknown: Vec<&'static str>,
    /// Those of them that the service has told since ([`learn`](Self::learn)).
    pub told: Vec<&'static str>,
}

impl Asked {
    /// Takes what the service told of the keys that begin with `start`: those that stay without a value have none. Only a key that
    /// the action has can be told ([`unknown`](Self::unknown)): for others the service would not look at a value.
    pub fn learn<'v>(&mut self, start: &'static str, values: impl IntoIterator<Item = (&'v str, &'v str)>) {
        if self.unknown.contains(&start) && !self.told.contains(&start) {
            self.told.push(start);
            for (rest, value) in values {
                self.keys.insert(&format!("{start}{rest}"), value);
            }
        }
    }

    /// Whether the value of a key, in any case of letters, can still be told.
    pub(super) fn awaits(&self, key: &str) -> bool {
        self.awaited().any(|own| names(own, key))
    }

    /// Whether the value of any key can still be told.
    pub(super) fn awaits_any(&self) -> bool {
        self.awaited().next().is_some()
    }

    fn awaited(&self) -> impl Iterator<Item = &'static str> {
        self.unknown.iter().copied().filter(|own| !self.told.contains(own))
    }

    /// The bucket that the resource is, or is in, if it is known.
    pub(super) fn bucket<'s>(&self, snapshot: &'s Snapshot) -> Option<&'s Bucket> {
        let name = self.resource.strip_prefix("arn:aws:s3:::")?;
        let name = name.split_once('/').map_or(name, |(bucket, _)| bucket);
        snapshot.bucket(name).map(|bucket| &**bucket)
    }

    /// With its owner and the policy that hangs on it. What nobody is known to own belongs to `owner`, and so does what is asked
    /// about everything; a bucket that is still to be made is the caller's.
    pub(super) fn access(&self, snapshot: &Snapshot, caller: Option<AccountId>, owner: AccountId) -> Access {
        // A bucket that is to be made is nobody's yet, even if there is another of its name.
        let is_new = self.action == "s3:CreateBucket";
        let bucket = self.bucket(snapshot).filter(|_| !is_new);
        let in_arn = || self.resource.parse::<Arn>().ok()?.account_id();
        let of_caller = || caller.filter(|_| is_new || self.resource == ALL_BUCKETS);
        let account = bucket.map(|bucket| bucket.account).or_else(in_arn).or_else(of_caller).unwrap_or(owner);
        Access {
            action: self.action.clone(),
            resource: self.resource.clone(),
            account,
            // The context has those of the request already.
            keys: ContextMap::new(),
            resource_tags: Tags::default(),
            trust: Trust::None,
            resource_policy: bucket.and_then(Bucket::policies).cloned(),
        }
    }
}
