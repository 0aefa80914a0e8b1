//! The policies that bear on one request.

use std::sync::Arc;

use crate::asked::Asked;
use crate::document::ast::Effect;
use crate::grant::Grant;
use crate::index::{Lazy, Place};
use crate::policy::Policy;
use crate::statement::{Side, Statement};

/// One policy with the name that decisions show.
#[derive(Debug, Clone)]
pub struct Member {
    name: Arc<str>,
    policy: Arc<Policy>,
    text: Option<Arc<str>>,
    version: Option<Arc<str>>,
}

impl Member {
    /// `name` is the policy's ARN, or the name of an inline policy.
    pub fn new(name: impl Into<Arc<str>>, policy: Arc<Policy>) -> Self {
        Self { name: name.into(), policy, text: None, version: None }
    }

    /// The same with the text that the policy was compiled from, for explanations to quote and to point into.
    #[must_use]
    pub fn with_text(self, text: impl Into<Arc<str>>) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// The same with the version of a managed policy, such as `v3`, for explanations to name.
    #[must_use]
    pub fn with_version(self, version: impl Into<Arc<str>>) -> Self {
        Self { version: Some(version.into()), ..self }
    }

    /// The name given to it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text given to it.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The version given to it.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The policy itself.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// Policies of one type that bear on requests together, in order: all policies of a role, the policies at one level of an
/// organization, a bucket policy. Make it once and share it: a set of more than a few statements that is asked some dozens
/// of times makes an index for itself, and from then on a decision looks only at the statements that the request can match,
/// and allocates nothing.
///
/// ```
/// use std::sync::Arc;
///
/// use rolecall_policy::{Bindings, Member, Policy, PolicySet, document};
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
/// let policy = Policy::compile(&document::parse(text)?, Bindings::ByArn);
/// let of_role = PolicySet::new([Member::new("storage", Arc::new(policy))]);
/// assert!(!of_role.is_empty());
/// # Ok::<(), document::SyntaxError>(())
/// ```
#[derive(Debug, Default)]
pub struct PolicySet {
    members: Vec<Member>,
    /// `None` where a scan is as quick.
    index: Option<Box<Lazy>>,
}

impl PolicySet {
    /// No policies: nothing is allowed, nothing denied.
    pub const EMPTY: &'static Self = &Self { members: Vec::new(), index: None };

    /// These policies.
    pub fn new(members: impl IntoIterator<Item = Member>) -> Self {
        let members: Vec<Member> = members.into_iter().collect();
        let index = Lazy::of(&members);
        Self { members, index }
    }

    /// These policies without an index.
    #[cfg(test)]
    pub(crate) fn scanned(members: Vec<Member>) -> Self {
        Self { members, index: None }
    }

    /// These policies with an index, made now.
    #[cfg(test)]
    pub(crate) fn indexed(members: Vec<Member>) -> Self {
        Self { index: Some(Lazy::made(&members)), members }
    }

    /// Whether there are no policies.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The policies, in order.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// The first Deny that holds.
    pub(crate) fn deny(&self, asked: &Asked<'_>, side: Side) -> Option<(&Member, &Statement)> {
        self.best(Effect::Deny, asked, (), |statement| statement.denies(asked, side).then_some(())).map(without_rank)
    }

    /// The first Allow that holds, in policies of the caller's.
    pub(crate) fn allow(&self, asked: &Asked<'_>) -> Option<(&Member, &Statement)> {
        self.best(Effect::Allow, asked, (), |statement| statement.allows(asked).then_some(())).map(without_rank)
    }

    /// The strongest Allow that holds, in policies of the resource's; of equals the first.
    pub(crate) fn grant(&self, asked: &Asked<'_>) -> Option<(Grant, &Member, &Statement)> {
        self.best(Effect::Allow, asked, Grant::STRONGEST, |statement| statement.grants(asked))
    }

    /// Of the statements that have a rank the first of the highest rank; none has a higher one than `top`.
    fn best<R: Ord + Copy>(
        &self,
        effect: Effect,
        asked: &Asked<'_>,
        top: R,
        rank: impl Fn(&Statement) -> Option<R>,
    ) -> Option<(R, &Member, &Statement)> {
        // The index knows statements by how their resources begin, and how a partly known one goes on it cannot tell.
        let index = self.index.as_ref().filter(|_| !asked.is_partial);
        let Some(index) = index.and_then(|index| index.of_set(&self.members)) else {
            return scan(&self.members, effect, top, rank);
        };
        let (best, place) = index.best(effect, asked, top, |place| rank(self.at(effect, place)?.1))?;
        let (member, statement) = self.at(effect, place)?;
        Some((best, member, statement))
    }

    fn at(&self, effect: Effect, place: Place) -> Option<(&Member, &Statement)> {
        let member = self.members.get(place.policy as usize)?;
        Some((member, member.policy.statements(effect).get(place.statement as usize)?))
    }
}

fn without_rank<'a>(((), member, statement): ((), &'a Member, &'a Statement)) -> (&'a Member, &'a Statement) {
    (member, statement)
}

/// As [`PolicySet::best`], from one statement to the next.
fn scan<R: Ord + Copy>(
    members: &[Member],
    effect: Effect,
    top: R,
    rank: impl Fn(&Statement) -> Option<R>,
) -> Option<(R, &Member, &Statement)> {
    let mut best: Option<(R, &Member, &Statement)> = None;
    for member in members {
        for statement in member.policy.statements(effect) {
            let Some(rank) = rank(statement) else { continue };
            if best.is_none_or(|(best, ..)| rank > best) {
                best = Some((rank, member, statement));
            }
            if rank == top {
                return best;
            }
        }
    }
    best
}

/// Every policy that bears on one request, by type.
///
/// What depends on the shape of the organization is for the caller to leave out: the management account's principals
/// have no service control policies, its resources no resource control policies, and neither have resources of services
/// that those do not cover.
#[derive(Debug, Clone, Copy)]
pub struct PolicySets<'a> {
    /// The user's own, attached and group policies, or the role's; none for others.
    pub identity: &'a PolicySet,
    /// The permissions boundary of the user or role; `None` without one, and for a root user.
    pub boundary: Option<&'a PolicySet>,
    /// The policies that were passed when the session was made; `None` if there were none.
    pub session: Option<&'a PolicySet>,
    /// The resource's own policy: a bucket policy, a key policy, a role's trust policy.
    pub resource: Option<&'a PolicySet>,
    /// Whether the resource's own policy has to allow even callers of its own account: role trust policies, KMS keys.
    pub trust_required: bool,
    /// Service control policies by level (root, each unit on the path, account), each level allowing what any of its
    /// policies allows. `None` outside an organization or with the type disabled; a level without policies allows nothing.
    pub scps: Option<&'a [&'a PolicySet]>,
    /// Resource control policies of the resource's account, by level, in the same way.
    pub rcps: Option<&'a [&'a PolicySet]>,
    /// The policy of the VPC endpoint that the request came through; `None` if it came through none.
    pub endpoint: Option<&'a PolicySet>,
}

impl Default for PolicySets<'_> {
    fn default() -> Self {
        Self {
            identity: PolicySet::EMPTY,
            boundary: None,
            session: None,
            resource: None,
            trust_required: false,
            scps: None,
            rcps: None,
            endpoint: None,
        }
    }
}
