//! How responses show a role.

use rolecall_derive::Output;
use rolecall_model::{Arn, MaxSessionDuration, Path, RoleName, Tag, Time, UniqueId};

use crate::directory::{Role, Snapshot};
use crate::iam::documents;
use crate::iam::shapes::{AttachedPermissionsBoundary, Document, DocumentText, RoleDescription, RoleLastUsed};

/// A role; which members are there depends on the operation.
#[derive(Debug, Output)]
pub(in crate::iam) struct RoleDetail {
    path: Path,
    role_name: RoleName,
    role_id: UniqueId,
    arn: Arn,
    create_date: Time,
    assume_role_policy_document: Option<Document>,
    description: Option<RoleDescription>,
    max_session_duration: Option<MaxSessionDuration>,
    permissions_boundary: Option<AttachedPermissionsBoundary>,
    tags: Option<Vec<Tag>>,
    role_last_used: Option<RoleLastUsed>,
}

impl RoleDetail {
    /// As lists show it: no tags, boundary or last use.
    pub(in crate::iam) fn listed(role: &Role, snapshot: &Snapshot) -> Self {
        Self {
            path: role.path.clone(),
            role_name: role.name.clone(),
            role_id: role.id.clone(),
            arn: role.arn(),
            create_date: role.created,
            assume_role_policy_document: Some(Document(documents::render(&role.trust, snapshot))),
            description: role.description.clone(),
            max_session_duration: Some(role.max_session_duration),
            permissions_boundary: None,
            tags: None,
            role_last_used: None,
        }
    }

    /// As `GetRole` shows it: everything.
    pub(super) fn whole(role: &Role, snapshot: &Snapshot) -> Self {
        Self {
            permissions_boundary: role.boundary.as_ref().map(AttachedPermissionsBoundary::of),
            tags: (!role.tags.is_empty()).then(|| role.tags.iter().cloned().collect()),
            role_last_used: Some(RoleLastUsed::of(&role.last_used)),
            ..Self::listed(role, snapshot)
        }
    }

    /// As `UpdateRoleDescription` shows it: as in lists, without the duration.
    pub(super) fn described(role: &Role, snapshot: &Snapshot) -> Self {
        Self { max_session_duration: None, ..Self::listed(role, snapshot) }
    }

    /// As `CreateRole` shows it: the document as it was sent, neither description nor duration (seen in real answers).
    pub(super) fn created(role: &Role, sent: &DocumentText, snapshot: &Snapshot) -> Self {
        Self {
            assume_role_policy_document: Some(Document(sent.to_string())),
            description: None,
            max_session_duration: None,
            role_last_used: None,
            ..Self::whole(role, snapshot)
        }
    }
}
