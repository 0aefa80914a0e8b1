//! `x-amz-expected-bucket-owner`: a client that names the owner of a bucket is refused if it is another account.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html>

use rolecall_mapping::{Mapped, Needed};
use rolecall_service::Fault;
use rolecall_service::fault::common;

use super::ForeignDoor;
use super::passage::Crossing;
use crate::door::head::text;

/// The owner of the bucket that a request is about.
const OF_BUCKET: &str = "x-amz-expected-bucket-owner";
/// The owner of the bucket that it copies from.
const OF_SOURCE: &str = "x-amz-source-expected-bucket-owner";

/// Whether the header is checked here: an upstream knows one account for all.
pub(super) fn is_checked_here(name: &str) -> bool {
    [OF_BUCKET, OF_SOURCE].contains(&name)
}

impl ForeignDoor {
    /// Whether the buckets are owned by whom the client expects.
    pub(super) fn check_owners(&self, crossing: &Crossing<'_>, mapped: &Mapped) -> Result<(), Fault> {
        let bucket = mapped.s3.as_ref().and_then(|s3| s3.bucket.as_deref());
        let reads = |needed: &&Needed| needed.action.starts_with("s3:GetObject");
        let source = mapped.accesses.iter().find(reads).and_then(Needed::bucket);
        for (header, bucket) in [(OF_BUCKET, bucket), (OF_SOURCE, source)] {
            let Some(expected) = said(crossing, mapped, header) else { continue };
            let owner = bucket.map(|bucket| self.server.bucket_owner(bucket, crossing.owner));
            if owner.is_none_or(|owner| owner.as_str() != expected) {
                return Err(Fault::new(common::ACCESS_DENIED, "Access Denied"));
            }
        }
        Ok(())
    }
}

/// A header, wherever the request has it; one that cannot be read is nobody's account.
fn said<'a>(crossing: &'a Crossing<'_>, mapped: &'a Mapped, header: &str) -> Option<&'a str> {
    let hoisted = mapped.headers.iter().find(|(name, _)| name == header).map(|(_, value)| value.as_str());
    let headers = &crossing.passage.parts.headers;
    hoisted.or_else(|| headers.contains_key(header).then(|| text(headers, header).unwrap_or_default()))
}
