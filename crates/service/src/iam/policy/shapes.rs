//! How requests name what they want of managed policies, and how responses show them.

use rolecall_derive::Output;
use rolecall_model::{Arn, Path, PolicyName, Tag, Time, UniqueId};

use crate::directory::{self, AccountState, ManagedPolicy};
use crate::fault::{Fault, common};
use crate::iam::shapes::{Document, PolicyDescription};

rolecall_model::text! {
    /// The path of a managed policy: narrower than other paths.
    pub(super) struct PolicyPath { MinLength(1), MaxLength(512), Pattern(&patterns::POLICY_PATH) }
}

rolecall_model::choice! {
    /// Whose policies a list holds.
    pub(super) enum PolicyScope {
        /// Everybody's.
        All = "All",
        /// Those of AWS.
        Aws = "AWS",
        /// Those of the account.
        Local = "Local",
    }

    /// What a policy is used for.
    pub(super) enum PolicyUsage {
        /// It is attached.
        Permissions = "PermissionsPolicy",
        /// It is a boundary.
        Boundary = "PermissionsBoundary",
    }

    /// Kinds of entities, of which only the first three can use a policy.
    pub(super) enum EntityKind {
        /// Users.
        User = "User",
        /// Roles.
        Role = "Role",
        /// Groups.
        Group = "Group",
        /// Policies of the account.
        LocalManagedPolicy = "LocalManagedPolicy",
        /// Policies of AWS.
        AwsManagedPolicy = "AWSManagedPolicy",
    }
}

impl PolicyPath {
    /// The path; whatever matches the pattern of policies matches that of all paths.
    pub(super) fn path(&self) -> Result<Path, Fault> {
        self.as_str().parse().map_err(|sentence: &str| Fault::new(common::VALIDATION_ERROR, sentence.to_owned()))
    }
}

/// A managed policy; which members are there depends on the operation.
#[derive(Debug, Output)]
pub(super) struct PolicyDetail {
    policy_name: PolicyName,
    policy_id: UniqueId,
    arn: Arn,
    path: Path,
    default_version_id: String,
    attachment_count: i32,
    permissions_boundary_usage_count: i32,
    is_attachable: bool,
    description: Option<PolicyDescription>,
    create_date: Time,
    update_date: Time,
    tags: Option<Vec<Tag>>,
}

impl PolicyDetail {
    /// As lists show it: without description and tags. The counts are those of the account that asks.
    pub(super) fn listed(policy: &ManagedPolicy, state: &AccountState) -> Self {
        let count = |users: usize| i32::try_from(users).unwrap_or(i32::MAX);
        Self {
            policy_name: policy.name.clone(),
            policy_id: policy.id.clone(),
            arn: policy.arn.clone(),
            path: policy.path.clone(),
            default_version_id: version_id(policy.default_version),
            attachment_count: count(state.attachments.count(&policy.arn)),
            permissions_boundary_usage_count: count(state.boundaries.count(&policy.arn)),
            is_attachable: true,
            description: None,
            create_date: policy.created,
            update_date: policy.updated,
            tags: None,
        }
    }

    /// As `CreatePolicy` shows it: with the tags that were given, and without the description.
    pub(super) fn created(policy: &ManagedPolicy, state: &AccountState) -> Self {
        let tags = (!policy.tags.is_empty()).then(|| policy.tags.iter().cloned().collect());
        Self { tags, ..Self::listed(policy, state) }
    }

    /// As `GetPolicy` shows it: everything; the tags also if there are none.
    pub(super) fn whole(policy: &ManagedPolicy, state: &AccountState) -> Self {
        Self {
            description: policy.description.clone(),
            tags: Some(policy.tags.iter().cloned().collect()),
            ..Self::listed(policy, state)
        }
    }
}

/// One version of a managed policy.
#[derive(Debug, Output)]
pub(super) struct PolicyVersionDetail {
    document: Option<Document>,
    version_id: String,
    is_default_version: bool,
    create_date: Time,
}

impl PolicyVersionDetail {
    /// As lists and `CreatePolicyVersion` show it: without the document.
    pub(super) fn listed(policy: &ManagedPolicy, version: &directory::PolicyVersion) -> Self {
        Self {
            document: None,
            version_id: version_id(version.number),
            is_default_version: version.number == policy.default_version,
            create_date: version.created,
        }
    }

    /// As `GetPolicyVersion` shows it.
    pub(super) fn whole(policy: &ManagedPolicy, version: &directory::PolicyVersion) -> Self {
        Self { document: Some(Document(version.document.text().to_owned())), ..Self::listed(policy, version) }
    }
}

fn version_id(number: u32) -> String {
    format!("v{number}")
}
