//! Asks the engine what a case asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use rolecall_model::UniqueId;
use rolecall_policy::{
    Bindings, ContextMap, Decision, Member, Policy, PolicySet, PolicySets, Principal, Request, StatementRef, decide,
    document,
};
use serde_json::Value;

use super::{Caller, Case, Detailed, Expected, OneOrMany, StatementCase};

const USER: &str = "arn:aws:iam::111111111111:user/u";

/// Fails with all the differences at once.
pub(crate) fn report(count: usize, wrong: &[String]) {
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The difference between what a case expects and what the engine says.
pub(crate) fn check(case: &Case) -> Option<String> {
    let found = outcome(case);
    (found != case.expect).then(|| format!("{}: expected {:?}, found {found:?}", case.name, case.expect))
}

fn outcome(case: &Case) -> Expected {
    asking(case, |request, sets| expected(decide(request, sets)))
}

/// Passes on the request of a case and its policies.
pub(crate) fn asking<R>(case: &Case, then: impl FnOnce(&Request<'_>, &PolicySets<'_>) -> R) -> R {
    let bound = |arn: &str| case.bindings.as_ref()?.get(arn)?.parse::<UniqueId>().ok();
    let bindings = if case.bindings.is_some() { Bindings::ById(&bound) } else { Bindings::ByArn };
    let policies = &case.policies;
    let set = |name: &str, values: &Vec<Value>| {
        PolicySet::new(values.iter().enumerate().map(|(place, value)| member(&numbered(name, place), value, bindings)))
    };
    let identity = set("identity", &policies.identity);
    let resource = policies.resource.as_ref().map(|value| PolicySet::new([member("resource 0", value, bindings)]));
    let [boundary, session, endpoint] =
        [("boundary", &policies.boundary), ("session", &policies.session), ("endpoint", &policies.endpoint)]
            .map(|(name, all)| all.as_ref().map(|all| set(name, all)));
    let [scps, rcps] = [("scp", &policies.scps), ("rcp", &policies.rcps)].map(|(name, levels)| {
        let of_level = |(level, values): (usize, &Vec<Value>)| set(&numbered(&format!("{name} level"), level), values);
        levels.as_ref().map(|levels| levels.iter().enumerate().map(of_level).collect::<Vec<_>>())
    });
    let [scps, rcps] = [&scps, &rcps].map(|levels| levels.as_ref().map(|levels| levels.iter().collect::<Vec<_>>()));
    let sets = PolicySets {
        identity: &identity,
        boundary: boundary.as_ref(),
        session: session.as_ref(),
        resource: resource.as_ref(),
        trust_required: policies.trust_required,
        scps: scps.as_deref(),
        rcps: rcps.as_deref(),
        endpoint: endpoint.as_ref(),
    };
    let caller = match case.principal.clone() {
        Caller::Text(arn) => Detailed { arn, ..Detailed::default() },
        Caller::Detailed(detailed) => detailed,
    };
    let context = context(&case.context);
    with_principal(&caller, |principal| {
        let request = Request {
            principal,
            action: &case.action,
            resource: &case.resource,
            resource_account: case.resource_account.as_ref().map(|account| account.parse().unwrap()),
            context: &context,
        };
        then(&request, &sets)
    })
}

fn expected(decision: Decision<'_>) -> Expected {
    let (text, policy_type, statement) = match decision {
        Decision::Allowed(allowance) => ("allowed", allowance.policy_type, allowance.statement),
        Decision::Denied(denial) if denial.explicit => ("explicitDeny", Some(denial.policy_type), denial.statement),
        Decision::Denied(denial) => ("implicitDeny", Some(denial.policy_type), denial.statement),
    };
    Expected {
        decision: text.to_owned(),
        by: policy_type.map(|policy_type| format!("{policy_type:?}")),
        statement: statement.map(|statement: StatementRef<'_>| statement.index),
        sid: statement.and_then(|statement| statement.sid).map(str::to_owned),
    }
}

fn with_principal<R>(caller: &Detailed, then: impl FnOnce(Principal<'_>) -> R) -> R {
    let id: Option<UniqueId> = caller.id.as_ref().map(|id| id.parse().unwrap());
    let arn = caller.arn.as_str();
    let fields: Vec<&str> = arn.splitn(6, ':').collect();
    let [_, _, service, _, account, rest] = fields.as_slice() else {
        return then(match arn {
            "*" => Principal::Anonymous,
            provider if caller.provider => Principal::Federated { provider },
            name => Principal::Service { name },
        });
    };
    if caller.provider {
        return then(Principal::Federated { provider: arn });
    }
    let account = account.parse().unwrap();
    match (*service, rest.split('/').collect::<Vec<_>>().as_slice()) {
        ("iam", ["root"]) => then(Principal::Root { account }),
        ("iam", ["user", ..]) => then(Principal::User { account, arn, id: id.as_ref() }),
        ("sts", ["assumed-role", role, _]) => {
            let plain = format!("arn:aws:iam::{account}:role/{role}");
            then(Principal::RoleSession {
                account,
                role_arn: caller.role_arn.as_deref().unwrap_or(&plain),
                role_id: id.as_ref(),
                session_arn: arn,
                service_linked: caller.service_linked,
            })
        }
        ("sts", ["federated-user", _]) => {
            let issuer_arn = caller.issuer_arn.as_deref().unwrap_or(USER);
            then(Principal::FederatedUser { account, arn, issuer_arn, issuer_id: id.as_ref() })
        }
        _ => panic!("no caller: {arn}"),
    }
}

fn context(values: &BTreeMap<String, OneOrMany>) -> ContextMap {
    values.iter().fold(ContextMap::new(), |context, (key, value)| match value {
        OneOrMany::One(value) => context.with(key, value),
        OneOrMany::Many(values) => context.with_many(key, values.iter().map(String::as_str)),
    })
}

/// A name of its own for each policy: `identity 0`, `scp level 1 0`.
fn numbered(name: &str, place: usize) -> String {
    format!("{name} {place}")
}

/// A document, or one whose text matters as a string.
fn member(name: &str, value: &Value, bindings: Bindings<'_>) -> Member {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let parsed = document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    Member::new(name, Arc::new(Policy::compile(&parsed, bindings))).with_text(text)
}

/// Passes on the statement as an Allow, then as a Deny beside an Allow of everything.
pub(crate) fn trying<R>(case: &StatementCase, then: impl Fn(&Request<'_>, &PolicySets<'_>) -> R) -> [R; 2] {
    let with_effect = |effect: &str| {
        let mut statement = case.statement.clone();
        statement.insert("Effect".into(), effect.into());
        for (element, negated) in [("Action", "NotAction"), ("Resource", "NotResource")] {
            if !statement.contains_key(element) && !statement.contains_key(negated) {
                statement.insert(element.into(), "*".into());
            }
        }
        Value::Object(statement)
    };
    let everything = serde_json::json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let version = case.version.as_deref().unwrap_or("2012-10-17");
    let context = context(&case.context);
    let request = Request {
        principal: Principal::User { account: "111111111111".parse().unwrap(), arn: USER, id: None },
        action: case.action.as_deref().unwrap_or("s3:GetObject"),
        resource: case.resource.as_deref().unwrap_or("arn:aws:s3:::b/x"),
        resource_account: None,
        context: &context,
    };
    [vec![with_effect("Allow")], vec![everything, with_effect("Deny")]].map(|statements| {
        let document = serde_json::json!({"Version": version, "Statement": statements});
        let identity = PolicySet::new([member("identity", &document, Bindings::ByArn)]);
        then(&request, &PolicySets { identity: &identity, ..PolicySets::default() })
    })
}

/// The difference between what a case expects of the statement and what the engine says.
pub(crate) fn check_statement(case: &StatementCase) -> Option<String> {
    let [allowed, still_allowed] = trying(case, |request, sets| decide(request, sets).is_allowed());
    let found = (allowed, !still_allowed);
    let differs = found != case.matches.by_effect();
    differs.then(|| format!("{}: expected {:?}, found as Allow and Deny {found:?}", case.name, case.matches))
}
