//! The nouns of AWS IAM as checked types, and the abstract shapes that wires and operations share.
//!
//! A value of one of these types is known to be well-formed: it was parsed at the edge and never has to be checked again.
//! This crate does no I/O, reads no clock and draws no randomness; both come in through [`Clock`] and [`Entropy`].

pub mod json;
pub mod shape;

mod account;
mod arn;
mod duration;
mod entropy;
mod id;
mod name;
mod path;
mod secret;
mod tag;
mod time;
mod workload;

pub use account::{AccountId, InvalidAccountId};
pub use arn::{Arn, InvalidArn, iam, rolecall, sts};
pub use duration::{MaxSessionDuration, SessionDuration};
pub use entropy::Entropy;
pub use id::{AccessKeyId, InvalidUniqueId, KeyKind, UniqueId, UniqueIdKind};
pub use name::{
    ExternalId, GroupName, InstanceProfileName, NameKey, PolicyName, RoleName, SessionName, SourceIdentity, UserName,
};
pub use path::Path;
pub use secret::SecretKey;
pub use tag::{Tag, TagKey, TagValue, Tags};
pub use time::{Clock, Time};
pub use workload::{InvalidWorkloadArn, WorkloadArn, WorkloadKind};
