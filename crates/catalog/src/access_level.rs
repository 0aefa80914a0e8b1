//! What an action does, in five classes.

/// The access level of an action
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccessLevel {
    /// Sees which resources there are, not what is in them.
    List,
    /// Reads, and changes nothing.
    Read,
    /// Creates, changes or deletes resources.
    Write,
    /// Changes nothing but tags; where tags decide on access, this is more than it seems.
    Tagging,
    /// Grants or changes permissions.
    PermissionsManagement,
}

impl AccessLevel {
    /// Every level; its place here is its number in a table.
    pub const ALL: [Self; 5] = [Self::List, Self::Read, Self::Write, Self::Tagging, Self::PermissionsManagement];

    /// The name that AWS uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::Tagging => "Tagging",
            Self::PermissionsManagement => "Permissions management",
        }
    }

    /// The level with a number; of a number that no level has, the one that must not be taken lightly.
    pub(crate) fn from_number(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::PermissionsManagement)
    }
}
