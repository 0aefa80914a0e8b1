//! Tags on their way in: the list shape, its rules, and the permission that tagging at creation needs.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>

use rolecall_model::{Tag, TagKey, Tags};

use super::error::IamError;
use crate::operation::Access;

rolecall_model::list! {
    /// At most fifty tags.
    pub(crate) struct TagList(Tag) { MaxLength(50) }
    /// At most fifty keys of tags.
    pub(crate) struct TagKeyList(TagKey) { MaxLength(50) }
}

/// The tags of a new user or role, whose keys differ by more than case.
pub(super) fn of_principal(tags: &[Tag], limit: usize) -> Result<Tags, IamError> {
    merged(&Tags::default(), tags, limit)
}

/// The tags of a user or role after these were set.
pub(super) fn merged(old: &Tags, new: &[Tag], limit: usize) -> Result<Tags, IamError> {
    if new.iter().any(|tag| tag.key.as_str().to_ascii_lowercase().starts_with("aws:")) {
        return Err(IamError::ReservedTagKey);
    }
    let new = Tags::unique(new.to_vec()).ok_or(IamError::DuplicateTagKeys)?;
    let mut tags = old.clone();
    new.iter().for_each(|tag| tags.set(tag.clone()));
    if tags.len() > limit { Err(IamError::TooManyTags) } else { Ok(tags) }
}

/// The tags of a managed policy or an instance profile after these were set. Of keys that differ only in case it keeps one, unlike AWS: a condition on
/// `aws:ResourceTag` does not see case.
pub(super) fn of_resource(old: &Tags, new: &[Tag], limit: usize) -> Result<Tags, IamError> {
    merged(old, new, limit).map_err(|error| match error {
        IamError::DuplicateTagKeys => IamError::DuplicateResourceTagKeys,
        other => other,
    })
}

/// Making something with tags needs the tagging action too.
pub(super) fn with_tagging(create: Access, tagging: &'static str, tags: &[Tag]) -> Vec<Access> {
    if tags.is_empty() {
        return vec![create];
    }
    let tag = Access { action: tagging.into(), ..create.clone() };
    vec![create, tag]
}
