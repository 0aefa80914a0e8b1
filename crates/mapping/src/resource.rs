//! What an action is asked about.

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Resource {
    /// Its ARN, or `*`.
    pub(crate) arn: String,
    /// Whether `*` and `?` stand in the ARN for what only the upstream knows. Else `*` is what AWS asks about.
    pub(crate) is_partial: bool,
}

impl From<String> for Resource {
    fn from(arn: String) -> Self {
        Self { arn, is_partial: false }
    }
}
