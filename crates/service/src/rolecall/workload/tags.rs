//! Tags of workloads on their way in.

use rolecall_model::{Tag, Tags};

use crate::rolecall::error::RolecallError;

rolecall_model::list! {
    /// At most fifty tags.
    pub(super) struct TagList(Tag) { MaxLength(50) }
}

/// The tags of a new workload, whose keys differ by more than case.
pub(super) fn checked(tags: &[Tag]) -> Result<Tags, RolecallError> {
    if tags.iter().any(|tag| tag.key.as_str().to_ascii_lowercase().starts_with("aws:")) {
        return Err(RolecallError::ReservedTagKey);
    }
    Tags::unique(tags.to_vec()).ok_or(RolecallError::DuplicateTagKeys)
}
