//! How responses show a user.

use rolecall_derive::Output;
use rolecall_model::{Arn, Path, Tag, Time, UniqueId, UserName};

use crate::directory::User;
use crate::iam::shapes::AttachedPermissionsBoundary;

/// A user; which members are there depends on the operation.
#[derive(Debug, Output)]
pub(super) struct UserDetail {
    path: Path,
    user_name: UserName,
    user_id: UniqueId,
    arn: Arn,
    create_date: Time,
    password_last_used: Option<Time>,
    permissions_boundary: Option<AttachedPermissionsBoundary>,
    tags: Option<Vec<Tag>>,
}

impl UserDetail {
    /// As lists show it: no tags or boundary.
    pub(super) fn listed(user: &User) -> Self {
        Self {
            path: user.path.clone(),
            user_name: user.name.clone(),
            user_id: user.id.clone(),
            arn: user.arn(),
            create_date: user.created,
            password_last_used: None,
            permissions_boundary: None,
            tags: None,
        }
    }

    /// As `CreateUser` and `GetUser` show it: everything.
    pub(super) fn whole(user: &User) -> Self {
        Self {
            permissions_boundary: user.boundary.as_ref().map(AttachedPermissionsBoundary::of),
            tags: (!user.tags.is_empty()).then(|| user.tags.iter().cloned().collect()),
            ..Self::listed(user)
        }
    }
}
