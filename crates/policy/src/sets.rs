//! The policies that bear on one request.

use crate::policy::Policy;

/// One policy with the name that decisions show.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// A policy's ARN, or the name of an inline policy.
    pub name: &'a str,
    /// The policy.
    pub policy: &'a Policy,
}

/// Every policy that bears on one request, by type.
///
/// What depends on the shape of the organization is for the caller to leave out: the management account's principals
/// have no service control policies, its resources no resource control policies, and neither have resources of services
/// that those do not cover.
#[derive(Debug, Clone, Copy, Default)]
pub struct PolicySets<'a> {
    /// The user's own, attached and group policies, or the role's; none for others.
    pub identity: &'a [Named<'a>],
    /// The permissions boundary of the user or role; `None` without one, and for a root user.
    pub boundary: Option<&'a [Named<'a>]>,
    /// The policies that were passed when the session was made; `None` if there were none.
    pub session: Option<&'a [Named<'a>]>,
    /// The resource's own policy: a bucket policy, a key policy, a role's trust policy.
    pub resource: Option<Named<'a>>,
    /// Whether the resource's own policy has to allow even callers of its own account: role trust policies, KMS keys.
    pub trust_required: bool,
    /// Service control policies by level (root, each unit on the path, account), each level allowing what any of its
    /// policies allows. `None` outside an organization or with the type disabled; a level without policies allows nothing.
    pub scps: Option<&'a [&'a [Named<'a>]]>,
    /// Resource control policies of the resource's account, by level, in the same way.
    pub rcps: Option<&'a [&'a [Named<'a>]]>,
    /// The policy of the VPC endpoint that the request came through; `None` if it came through none.
    pub endpoint: Option<&'a [Named<'a>]>,
}
