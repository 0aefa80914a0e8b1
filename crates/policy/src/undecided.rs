//! Whether a denial could turn into an Allow once the values of some condition keys are known: what it takes to find them out is
//! spent on no request that is refused whatever they are.

use std::cell::Cell;

use crate::asked::Asked;
use crate::context::{Context, Key, Values};
use crate::document::ast::Effect;
use crate::request::{Principal, Request};
use crate::scope::Scope;
use crate::sets::{PolicySet, PolicySets};
use crate::statement::{Side, Statement};

/// Whether a denied request could be allowed if the keys that are `open`, which its context lacks, had values. `false` is certain;
/// `true` means that it is worth asking for the values, and [`decide`](crate::decide) then decides.
///
/// It is `false` where a Deny of the caller's or the resource's policies holds without one of these keys, and where no Allow of
/// theirs fails on such keys alone.
///
/// ```
/// use std::sync::Arc;
///
/// use rolecall_policy::{
///     Bindings, ContextMap, Member, Policy, PolicySet, PolicySets, Principal, Request, could_be_allowed, document,
/// };
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*",
///     "Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}}}}"#;
/// let policy = Policy::compile(&document::parse(text)?, Bindings::ByArn);
/// let identity = &PolicySet::new([Member::new("p", Arc::new(policy))]);
/// let asks = |action| {
///     let account = rolecall_model::AccountId::ZERO;
///     let principal = Principal::User { account, arn: "arn:aws:iam::000000000000:user/u", id: None };
///     let context = &ContextMap::new();
///     let request = Request { principal, action, resource: "arn:aws:sqs:::q", resource_account: None, context };
///     let is_open = |key: &str| key.starts_with("aws:resourcetag/");
///     could_be_allowed(&request, &PolicySets { identity, ..PolicySets::default() }, &is_open)
/// };
/// assert!(asks("sqs:SendMessage") && !asks("sns:Publish"));
/// # Ok::<(), document::SyntaxError>(())
/// ```
pub fn could_be_allowed(request: &Request<'_>, policies: &PolicySets<'_>, is_open: &dyn Fn(&str) -> bool) -> bool {
    let watched = Watched { inner: request.context, is_open, was_asked: Cell::new(false) };
    Asked::prepare(request, policies.boundary.is_some(), |asked| {
        let asked = &Asked { scope: Scope { context: &watched, ..asked.scope }, ..*asked };
        let sure = Sure { asked, watched: &watched };
        let own = [Some(policies.identity), policies.boundary, policies.session];
        let of_resource = policies.resource;
        let denies = |set, side| statements(set, Effect::Deny).any(|statement| sure.denies(statement, side));
        if own.into_iter().flatten().any(|set| denies(set, Side::Caller))
            || of_resource.is_some_and(|set| denies(set, Side::Resource))
        {
            return false;
        }
        matches!(request.principal, Principal::Root { .. })
            || statements(policies.identity, Effect::Allow).any(|statement| sure.may_allow(statement, Side::Caller))
            || of_resource.is_some_and(|set| {
                statements(set, Effect::Allow).any(|statement| sure.may_allow(statement, Side::Resource))
            })
    })
}

fn statements(set: &PolicySet, effect: Effect) -> impl Iterator<Item = &Statement> {
    set.members().iter().flat_map(move |member| member.policy().statements(effect))
}

/// A context that notes when it is asked for an open key.
struct Watched<'a> {
    inner: &'a dyn Context,
    is_open: &'a dyn Fn(&str) -> bool,
    was_asked: Cell<bool>,
}

impl Context for Watched<'_> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        let values = self.inner.values(key);
        if values.is_none() && (self.is_open)(key.as_str()) {
            self.was_asked.set(true);
        }
        values
    }
}

/// What is sure of statements whatever the open keys hold.
struct Sure<'a> {
    asked: &'a Asked<'a>,
    watched: &'a Watched<'a>,
}

impl Sure<'_> {
    /// The answer, and whether it hangs on an open key.
    fn watch<T>(&self, ask: impl FnOnce() -> T) -> (T, bool) {
        self.watched.was_asked.set(false);
        (ask(), self.watched.was_asked.get())
    }

    fn denies(&self, statement: &Statement, side: Side) -> bool {
        self.watch(|| statement.denies(self.asked, side)) == (true, false)
    }

    fn may_allow(&self, statement: &Statement, side: Side) -> bool {
        let may = |ask: &dyn Fn() -> bool| {
            let (holds, is_open) = self.watch(ask);
            holds || is_open
        };
        let elements = statement.elements();
        elements.action.is_none_or(|action| may(&|| action.matches(self.asked) == Some(true)))
            && elements.resource.is_none_or(|resource| may(&|| resource.matches(self.asked) == Some(true)))
            && elements.conditions.iter().all(|condition| may(&|| condition.holds(self.asked.scope) == Some(true)))
            && match (side, elements.principal) {
                (Side::Caller, principal) => principal.is_none(),
                (Side::Resource, None) => false,
                (Side::Resource, Some(principal)) => may(&|| principal.grant(self.asked).is_some()),
            }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rolecall_model::AccountId;
    use serde_json::{Value, json};

    use super::*;
    use crate::context::ContextMap;
    use crate::document::parse;
    use crate::{Bindings, Member, Policy, decide};

    fn set(statements: &[Value]) -> PolicySet {
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let policy = Policy::compile(&parse(&text).unwrap(), Bindings::ByArn);
        PolicySet::new([Member::new("p", Arc::new(policy))])
    }

    fn statement(effect: &str, action: &str, resource: &str, condition: Value) -> Value {
        let mut statement = json!({"Effect": effect, "Action": action, "Resource": resource});
        if !condition.is_null() {
            statement["Condition"] = condition;
        }
        statement
    }

    #[test]
    fn only_what_hangs_on_an_open_key_could_change() {
        let blue = || json!({"StringEquals": {"aws:ResourceTag/team": "blue"}});
        let not_blue = || json!({"StringNotEquals": {"aws:ResourceTag/team": "blue"}});
        let by_variable = || json!({"StringEquals": {"aws:PrincipalTag/team": "${aws:ResourceTag/team}"}});
        let and_other = || json!({"StringEquals": {"aws:ResourceTag/team": "blue", "aws:PrincipalTag/team": "red"}});
        let (allow, deny) = ("Allow", "Deny");
        let all = || statement(allow, "*", "*", Value::Null);
        let cases: Vec<(&str, Vec<Value>, bool)> = vec![
            ("nothing of the kind", vec![statement(allow, "kms:*", "*", Value::Null)], false),
            ("an Allow of the tag", vec![statement(allow, "sqs:*", "*", blue())], true),
            ("of another action", vec![statement(allow, "sns:*", "*", blue())], false),
            ("of another resource", vec![statement(allow, "*", "arn:aws:sqs:::other", blue())], false),
            ("in the resource", vec![statement(allow, "*", "arn:aws:sqs:::${aws:ResourceTag/q}", Value::Null)], true),
            ("in a variable", vec![statement(allow, "*", "*", by_variable())], true),
            ("and another that fails", vec![statement(allow, "*", "*", and_other())], false),
            ("a Deny alone", vec![statement(deny, "*", "*", not_blue())], false),
            ("a Deny that hangs on it", vec![all(), statement(deny, "*", "*", not_blue())], true),
            ("a Deny that does not", vec![all(), statement(deny, "sqs:*", "*", Value::Null)], false),
            ("both", vec![all(), statement(deny, "*", "*", not_blue()), statement(deny, "*", "*", Value::Null)], false),
        ];
        let account = AccountId::ZERO;
        let context = &ContextMap::new().with("aws:PrincipalTag/team", "blue");
        let resource = "arn:aws:sqs:::q";
        let principal = Principal::User { account, arn: "arn:aws:iam::000000000000:user/u", id: None };
        let request = Request { principal, action: "sqs:Send", resource, resource_account: Some(account), context };
        let is_open = |key: &str| key.starts_with("aws:resourcetag/");
        for (name, statements, expected) in cases {
            let identity = &set(&statements);
            let sets = PolicySets { identity, ..PolicySets::default() };
            assert!(!decide(&request, &sets).is_allowed(), "{name}");
            assert_eq!(could_be_allowed(&request, &sets, &is_open), expected, "{name}");
            let boundary = &set(&[statement(deny, "sqs:Send", "*", Value::Null)]);
            let bounded = PolicySets { boundary: Some(boundary), ..sets };
            assert!(!could_be_allowed(&request, &bounded, &is_open), "{name}");
        }
        let mut grant = statement(allow, "*", "*", blue());
        grant["Principal"] = json!("*");
        let sets = PolicySets { resource: Some(&set(&[grant])), ..PolicySets::default() };
        assert!(could_be_allowed(&request, &sets, &is_open), "a resource's policy");
        let root = Request { principal: Principal::Root { account }, ..request };
        let deny = set(&[statement(deny, "*", "*", not_blue())]);
        assert!(could_be_allowed(&root, &PolicySets { resource: None, identity: &deny, ..sets }, &is_open));
    }
}
