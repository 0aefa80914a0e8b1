//! Shapes that several operations of IAM share.

use rolecall_derive::Output;
use rolecall_model::shape::{Encode, Kind, Shape, Shaped, Sink};
use rolecall_model::{Arn, Time};

use crate::directory::LastUsed;

rolecall_model::text! {
    /// What somebody wrote about a role.
    pub struct RoleDescription { MaxLength(1000), Pattern(&patterns::DESCRIPTION) }
    /// What somebody wrote about a managed policy.
    pub struct PolicyDescription { MaxLength(1000) }
    /// A policy document in a request, not yet looked at.
    pub struct DocumentText { MinLength(1), MaxLength(131_072), Pattern(&patterns::DOCUMENT) }
    /// An ARN in a request, not yet looked at.
    pub struct ArnText { MinLength(20), MaxLength(2048) }
    /// The name of a user that should exist: older ones may be longer than new ones.
    pub struct ExistingUserName { MinLength(1), MaxLength(128), Pattern(&patterns::NAME) }
    /// The id of an access key in a request.
    pub struct AccessKeyIdText { MinLength(16), MaxLength(128), Pattern(&patterns::WORD) }
    /// The beginning of the paths that a list is limited to.
    pub struct PathPrefix { MinLength(1), MaxLength(512), Pattern(&patterns::PATH_PREFIX) }
    /// Where the next page begins.
    pub struct Marker { MinLength(1), MaxLength(320), Pattern(&patterns::MARKER) }
    /// `v1`, `v2`, …
    pub struct PolicyVersionId { Pattern(&patterns::POLICY_VERSION_ID) }
}

rolecall_model::number! {
    /// The most items in a page.
    pub struct MaxItems(1..=1000);
}

/// A policy document in a response; IAM percent-encodes it.
#[derive(Debug, Clone)]
pub struct Document(pub String);

impl Shaped for Document {
    const SHAPE: Shape = Shape::of(Kind::Text);
}

impl Encode for Document {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.document(&self.0);
    }
}

/// The permissions boundary of a user or role.
#[derive(Debug, Output)]
pub struct AttachedPermissionsBoundary {
    permissions_boundary_type: String,
    permissions_boundary_arn: Arn,
}

impl AttachedPermissionsBoundary {
    /// The boundary set by this policy. The type is `Policy` in real answers, whatever the service model says.
    pub fn of(policy: &Arn) -> Self {
        Self { permissions_boundary_type: "Policy".to_owned(), permissions_boundary_arn: policy.clone() }
    }
}

/// A managed policy attached to a user or role.
#[derive(Debug, Output)]
pub struct AttachedPolicy {
    policy_name: String,
    policy_arn: Arn,
}

impl AttachedPolicy {
    /// The entry of this policy.
    pub fn of(policy: &Arn) -> Self {
        let name = policy.resource().rsplit('/').next().unwrap_or_default();
        Self { policy_name: name.to_owned(), policy_arn: policy.clone() }
    }
}

/// When a role was last used; empty if never.
#[derive(Debug, Output)]
pub struct RoleLastUsed {
    /// When.
    pub last_used_date: Option<Time>,
    /// In which region.
    pub region: Option<String>,
}

impl RoleLastUsed {
    /// What a role's note says.
    pub fn of(last_used: &LastUsed) -> Self {
        let last = last_used.get();
        Self { last_used_date: last.map(|it| it.at), region: last.and_then(|it| it.region).map(str::to_owned) }
    }
}
