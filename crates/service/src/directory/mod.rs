//! The directory: accounts and what is in them, as an immutable snapshot for readers and a transaction for writers.

mod access_key;
mod account;
mod bucket;
mod document;
mod identity_policies;
mod instance_profile;
mod last_used;
mod managed_policy;
mod organization;
mod record;
mod role;
mod snapshot;
mod table;
mod transaction;
mod user;
mod writer;

pub use access_key::{AccessKey, AccessKeyStatus};
pub use account::{Account, AccountState, Usage};
pub use bucket::{Bucket, BucketPolicy, PublicAccessBlock};
pub use document::{BoundDocument, PolicyDocument};
pub use identity_policies::IdentityPolicies;
pub use instance_profile::InstanceProfile;
pub(crate) use last_used::Unstored;
pub use last_used::{LastUsed, Use};
pub use managed_policy::{ManagedPolicy, PolicyVersion};
pub use organization::{AccountCreation, MemberAccount, Organization};
pub use record::{Record, RecordKey};
pub use role::Role;
pub use snapshot::Snapshot;
pub use table::{Entity, Table};
pub use transaction::Transaction;
pub use user::User;
pub(crate) use writer::unavailable;
pub use writer::{Directory, Unavailable};
