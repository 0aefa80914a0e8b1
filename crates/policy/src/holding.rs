//! Which statements of one set of policies hold for a request, each by itself: what a simulation shows beside a decision.

use std::fmt;

use crate::asked::Asked;
use crate::decide::side;
use crate::decision::{PolicyType, StatementRef};
use crate::document::ast::Effect;
use crate::request::Request;
use crate::scope::{Budget, Scope};
use crate::sets::{Member, PolicySet};
use crate::statement::{Side, Statement};

/// The steps that the look at one set may take. What a hundred real policies ask of one request takes some ten thousand.
const STEPS: usize = 1 << 18;

/// A look at one set of policies would take too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfSteps;

impl fmt::Display for OutOfSteps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the policies take too many comparisons")
    }
}

impl std::error::Error for OutOfSteps {}

/// Every statement of `set` that holds for `request`, in the order of the set's policies; of each policy the Denies
/// first. The set is looked at as policies of this type, and no other policy is asked: what holds need not count in the
/// [decision](crate::decide). `bounded` says whether the caller has a permissions boundary.
///
/// ```
/// use std::sync::Arc;
///
/// use rolecall_policy::document::ast::Effect;
/// use rolecall_policy::document::parse;
/// use rolecall_policy::{Bindings, ContextMap, Member, Policy, PolicySet, PolicyType, Principal, Request, holding};
///
/// let text = r#"{"Version": "2012-10-17", "Statement": [
///     {"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}, {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#;
/// let set = PolicySet::new([Member::new("p", Arc::new(Policy::compile(&parse(text)?, Bindings::ByArn)))]);
/// let request = Request {
///     principal: Principal::Root { account: rolecall_model::AccountId::ZERO },
///     action: "s3:GetObject",
///     resource: "arn:aws:s3:::b/x",
///     resource_account: None,
///     context: &ContextMap::new(),
/// };
/// let found = holding(&request, false, PolicyType::IdentityBased, &set)?;
/// assert_eq!(found.iter().map(|(effect, at)| (*effect, at.index)).collect::<Vec<_>>(), [(Effect::Allow, 1)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The comparisons take more steps than a look may take.
pub fn holding<'a>(
    request: &Request<'_>,
    bounded: bool,
    policy_type: PolicyType,
    set: &'a PolicySet,
) -> Result<Vec<(Effect, StatementRef<'a>)>, OutOfSteps> {
    let budget = Budget::of(STEPS);
    let found = Asked::prepare(request, bounded, |asked| {
        let asked = Asked { scope: Scope { budget: &budget, ..asked.scope }, ..*asked };
        set.members().iter().flat_map(|member| of_member(member, &asked, side(policy_type))).collect()
    });
    if budget.left() == 0 { Err(OutOfSteps) } else { Ok(found) }
}

fn of_member<'a>(member: &'a Member, asked: &Asked<'_>, side: Side) -> Vec<(Effect, StatementRef<'a>)> {
    let allows = |statement: &&Statement| match side {
        Side::Caller => statement.allows(asked),
        Side::Resource => statement.grants(asked).is_some(),
    };
    let reference = |statement: &'a Statement| StatementRef {
        policy: member.name(),
        index: statement.index(),
        sid: statement.sid(),
    };
    let policy = member.policy();
    let denies = policy.statements(Effect::Deny).iter().filter(|statement| statement.denies(asked, side));
    let allows = policy.statements(Effect::Allow).iter().filter(allows);
    let of = |effect| move |statement| (effect, reference(statement));
    denies.map(of(Effect::Deny)).chain(allows.map(of(Effect::Allow))).collect()
}
