//! How long a policy may be, and what counts.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

/// Counted characters of one version of a managed policy.
pub const MANAGED_POLICY: usize = 6_144;
/// Counted characters of a role's trust policy.
pub const TRUST_POLICY: usize = 2_048;
/// Counted characters of all inline policies of one user together.
pub const USER_INLINE_POLICIES: usize = 2_048;
/// Counted characters of all inline policies of one group together.
pub const GROUP_INLINE_POLICIES: usize = 5_120;
/// Counted characters of all inline policies of one role together.
pub const ROLE_INLINE_POLICIES: usize = 10_240;
/// Characters of a session policy, white space included.
pub const SESSION_POLICY: usize = 2_048;
/// Characters of a service control policy, white space included.
pub const SERVICE_CONTROL_POLICY: usize = 10_240;
/// Characters of a resource control policy, white space included.
pub const RESOURCE_CONTROL_POLICY: usize = 5_120;

/// The characters of `text` that IAM counts: all but space, tab, carriage return and line feed, wherever they stand.
///
/// ```
/// use rolecall_policy::document::size::counted_characters;
/// assert_eq!(counted_characters("{ \"é\": 1 }\n"), 7);
/// ```
pub fn counted_characters(text: &str) -> usize {
    text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).count()
}
