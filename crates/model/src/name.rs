//! The names of things, with the bounds and patterns of the IAM and STS service models.

use std::fmt;
use std::sync::Arc;

crate::text! {
    /// The friendly name of a user, unique in its account without regard to case.
    pub struct UserName { MinLength(1), MaxLength(64), Pattern(&patterns::NAME) }
    /// The friendly name of a role, unique in its account without regard to case.
    pub struct RoleName { MinLength(1), MaxLength(64), Pattern(&patterns::NAME) }
    /// The friendly name of a group.
    pub struct GroupName { MinLength(1), MaxLength(128), Pattern(&patterns::NAME) }
    /// The friendly name of a managed or inline policy.
    pub struct PolicyName { MinLength(1), MaxLength(128), Pattern(&patterns::NAME) }
    /// The friendly name of an instance profile.
    pub struct InstanceProfileName { MinLength(1), MaxLength(128), Pattern(&patterns::NAME) }
    /// The name that the caller of `sts:AssumeRole` gives to the session.
    pub struct SessionName { MinLength(2), MaxLength(64), Pattern(&patterns::NAME_OR_EMPTY) }
    /// The secret-like word that guards a third party's use of a role.
    pub struct ExternalId { MinLength(2), MaxLength(1224), Pattern(&patterns::EXTERNAL_ID) }
    /// Who stands behind a session, kept through every chained one.
    pub struct SourceIdentity { MinLength(2), MaxLength(64), Pattern(&patterns::NAME_OR_EMPTY) }
}

/// A name in the form in which names are compared: without regard to case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey(Arc<str>);

impl NameKey {
    /// The key of a name.
    pub fn of(name: &str) -> Self {
        Self(name.to_ascii_lowercase().into())
    }

    /// The lower-case text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for NameKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
