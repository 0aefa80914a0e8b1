//! What is kept about a bucket of an S3 upstream: whose it is, and who may use it.

use std::sync::Arc;

use rolecall_model::{AccountId, Time};
use rolecall_policy::PolicySet;
use serde::{Deserialize, Serialize};

use super::BoundDocument;

/// A bucket. Its name is unique among all accounts, as on AWS.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// The account that owns it.
    pub account: AccountId,
    /// When it was first seen.
    pub created: Time,
    /// Its bucket policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<BucketPolicy>,
    /// Its block of public access; `None` once somebody deleted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_access_block: Option<PublicAccessBlock>,
}

/// A bucket policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BucketPolicy {
    /// The document.
    pub document: BoundDocument,
    /// Whether it makes something public.
    pub is_public: bool,
}

/// What a bucket refuses, whatever its policy says.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are the four settings of AWS, independent of each other")]
pub struct PublicAccessBlock {
    /// Access control lists that make something public cannot be set.
    pub block_public_acls: bool,
    /// Access control lists that make something public count for nothing.
    pub ignore_public_acls: bool,
    /// Bucket policies that make something public cannot be set.
    pub block_public_policy: bool,
    /// While the bucket policy makes something public, only the owner's account and services have access.
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// What new buckets have.
    pub const ALL: Self = Self {
        block_public_acls: true,
        ignore_public_acls: true,
        block_public_policy: true,
        restrict_public_buckets: true,
    };
}

impl Bucket {
    /// A bucket as it begins.
    pub fn new(name: impl Into<String>, account: AccountId, created: Time) -> Self {
        let public_access_block = Some(PublicAccessBlock::ALL);
        Self { name: name.into(), account, created, policy: None, public_access_block }
    }

    /// Whether others than the owner's account are shut out because its policy makes something public.
    pub fn is_restricted(&self) -> bool {
        let restricts = self.public_access_block.is_some_and(|block| block.restrict_public_buckets);
        restricts && self.policy.as_ref().is_some_and(|policy| policy.is_public)
    }

    /// Whether access control lists that make something public cannot be set.
    pub fn blocks_public_acls(&self) -> bool {
        self.public_access_block.is_some_and(|block| block.block_public_acls)
    }

    /// Its policy as decisions take it.
    pub fn policies(&self) -> Option<&Arc<PolicySet>> {
        Some(self.policy.as_ref()?.document.policies("bucket policy"))
    }
}
