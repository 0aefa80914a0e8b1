//! Conditions on reading an object, in the order of RFC 9110 section 13.2.2.

use s3s::dto::{ETag, ETagCondition, Timestamp, TimestampFormat};
use s3s::{S3Result, s3_error};

/// What a request to read says of the object: `If-Match` and its companions.
pub(crate) struct Conditions {
    pub(crate) matches: Option<ETagCondition>,
    pub(crate) none_matches: Option<ETagCondition>,
    pub(crate) modified_since: Option<Timestamp>,
    pub(crate) unmodified_since: Option<Timestamp>,
}

/// The conditions of an input; those of reading an object and of reading its head are of two types.
macro_rules! conditions_of {
    ($input:expr) => {
        $crate::conditions::Conditions {
            matches: $input.if_match.clone(),
            none_matches: $input.if_none_match.clone(),
            modified_since: $input.if_modified_since.clone(),
            unmodified_since: $input.if_unmodified_since.clone(),
        }
    };
}

pub(crate) use conditions_of;

impl Conditions {
    /// Holds them against the object that is there.
    pub(crate) fn check(&self, tag: Option<&ETag>, modified: Option<&Timestamp>) -> S3Result<()> {
        let modified = modified.and_then(in_seconds);
        let newer_than = |since: &Timestamp| modified.as_ref().is_some_and(|modified| modified > since);
        let unchanged = match (&self.matches, &self.unmodified_since) {
            (Some(condition), _) => is(condition, tag),
            (None, Some(since)) => !newer_than(since),
            (None, None) => true,
        };
        if !unchanged {
            return Err(s3_error!(PreconditionFailed));
        }
        let wanted = match (&self.none_matches, &self.modified_since) {
            (Some(condition), _) => !is(condition, tag),
            (None, Some(since)) => newer_than(since),
            (None, None) => true,
        };
        if wanted { Ok(()) } else { Err(s3_error!(NotModified)) }
    }
}

fn is(condition: &ETagCondition, tag: Option<&ETag>) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(expected) => tag.is_some_and(|tag| tag.value() == expected.value()),
    }
}

/// The time as a header says it: without fractions of seconds.
fn in_seconds(time: &Timestamp) -> Option<Timestamp> {
    let mut text = Vec::new();
    time.format(TimestampFormat::HttpDate, &mut text).ok()?;
    Timestamp::parse(TimestampFormat::HttpDate, std::str::from_utf8(&text).ok()?).ok()
}
