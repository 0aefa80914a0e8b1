//! A batch of objects to delete: each is asked about.

use rolecall_catalog::Action;

use super::access::Wanted;
use crate::Unmapped;
use crate::keys::Taken;

/// An object of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deleted {
    pub(super) key: String,
    pub(super) version_id: Option<String>,
}

/// What all objects of a batch have in common.
pub(super) struct Shared {
    pub(super) versioned: Action,
    /// The keys of an object without a version.
    pub(super) taken: Taken,
    pub(super) bypass_taken: Taken,
}

/// The most objects of a batch (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>).
const MOST: usize = 1000;

/// Wants each object to be deletable.
pub(super) fn want(wanted: &mut Wanted<'_>, objects: &[Deleted]) -> Result<(), Unmapped> {
    if objects.is_empty() || objects.len() > MOST {
        return Err(Unmapped::new(format!("a batch deletes 1 to {MOST} objects")));
    }
    let shared = wanted.shared()?;
    objects.iter().try_for_each(|object| wanted.want_deleted(object, &shared))
}
