//! `cedar-policy`: not the same documents but a mirror of them, one Cedar policy for each statement.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request, RestrictedExpression,
};
use serde_json::Value;

use crate::input::{self, Typed, statements};
use crate::peer::{Ask, Peer, ask, has_caps};
use crate::workload::{ACCOUNT, ROLE, Workload};

pub(crate) const PEER: Peer = Peer {
    name: "cedar-policy 4.14.1 (mirror)",
    lacks: &[
        "IAM documents: each statement was translated into a Cedar policy, which is another language",
        "permissions boundaries, session policies, SCPs: a flat set in which any permit suffices",
        "actions without regard to case, `?`, policy variables in patterns",
        "most condition operators as AWS defines them",
    ],
    prepare,
};

fn prepare(workload: &Workload) -> Result<Ask, String> {
    if has_caps(workload) {
        return Err("no boundary, session policy or SCP".to_owned());
    }
    let documents = workload.identity.iter().chain(&workload.resource_policy);
    let texts: Result<Vec<String>, String> =
        documents.flat_map(|document| statements(document)).map(|statement| policy(&statement)).collect();
    let policies: PolicySet = texts?.concat().parse().map_err(|error| format!("{error:?}"))?;
    let (request, entities) = (request(workload)?, entities()?);
    let authorizer = Authorizer::new();
    let first = authorizer.is_authorized(&request, &policies, &entities);
    if let Some(error) = first.diagnostics().errors().next() {
        return Err(error.to_string());
    }
    Ok(ask(move || authorizer.is_authorized(&request, &policies, &entities).decision() == Decision::Allow))
}

fn request(workload: &Workload) -> Result<Request, String> {
    let patterns = [("action", workload.action), ("arn", workload.resource)]
        .map(|(key, text)| (key.to_owned(), RestrictedExpression::new_string(text.to_owned())));
    let pairs = input::context(workload).map(|(key, typed)| (key.to_owned(), value(typed))).chain(patterns);
    let context = Context::from_pairs(pairs).map_err(|error| error.to_string())?;
    let [action, resource] =
        [("Action", workload.action), ("Resource", workload.resource)].map(|(kind, id)| uid(kind, id));
    Request::new(uid("Role", ROLE)?, action?, resource?, context, None).map_err(|error| error.to_string())
}

fn entities() -> Result<Entities, String> {
    let role = Entity::new(uid("Role", ROLE)?, HashMap::new(), HashSet::from([uid("Account", ACCOUNT)?]));
    Entities::from_entities([role.map_err(|error| error.to_string())?], None).map_err(|error| error.to_string())
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, String> {
    format!("{kind}::{id:?}").parse().map_err(|error| format!("{error}"))
}

fn value(typed: Typed) -> RestrictedExpression {
    match typed {
        Typed::Text(text) => RestrictedExpression::new_string(text.to_owned()),
        Typed::Texts(texts) => {
            RestrictedExpression::new_set(texts.iter().map(|text| RestrictedExpression::new_string((*text).to_owned())))
        }
        Typed::Flag(flag) => RestrictedExpression::new_bool(flag),
        Typed::Number(number) => RestrictedExpression::new_long(number.into()),
        Typed::Time(time) => RestrictedExpression::new_datetime(time.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        Typed::Address(address) => RestrictedExpression::new_ip(address.to_string()),
    }
}

/// The Cedar policy of a statement: what is exact goes into the scope, patterns and conditions into a `when`.
fn policy(statement: &Value) -> Result<String, String> {
    let effect = if statement["Effect"] == "Deny" { "forbid" } else { "permit" };
    let mut when = Vec::new();
    let principal = principal(&statement["Principal"])?;
    let action = scope("action", "Action", "action", &statement["Action"], &mut when)?;
    let resource = scope("resource", "Resource", "arn", &statement["Resource"], &mut when)?;
    for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
        for (key, value) in keys.as_object().into_iter().flatten() {
            when.push(condition(operator, key, value.as_str().ok_or("several condition values")?)?);
        }
    }
    let when = if when.is_empty() { String::new() } else { format!(" when {{ {} }}", when.join(" && ")) };
    Ok(format!("{effect}({principal}, {action}, {resource}){when};\n"))
}

fn principal(element: &Value) -> Result<String, String> {
    match (element, element["AWS"].as_str()) {
        (Value::Null, _) => Ok("principal".to_owned()),
        (Value::String(any), _) if any == "*" => Ok("principal".to_owned()),
        (_, Some(arn)) if arn.starts_with("arn:") => Ok(format!("principal == Role::{arn:?}")),
        (_, Some(account)) => Ok(format!("principal in Account::{account:?}")),
        (other, None) => Err(format!("principal {other}")),
    }
}

fn scope(part: &str, kind: &str, text: &str, element: &Value, when: &mut Vec<String>) -> Result<String, String> {
    let wanted: Vec<&str> = match element {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        other => return Err(format!("{kind} {other}")),
    };
    match *wanted {
        ["*"] => return Ok(part.to_owned()),
        [exact] if !exact.contains('*') => return Ok(format!("{part} == {kind}::{exact:?}")),
        _ if part == "action" && wanted.iter().all(|action| !action.contains('*')) => {
            let ids: Vec<String> = wanted.iter().map(|action| format!("{kind}::{action:?}")).collect();
            return Ok(format!("{part} in [{}]", ids.join(", ")));
        }
        _ => {}
    }
    let any: Vec<String> = wanted.iter().map(|pattern| format!("context.{text} like {pattern:?}")).collect();
    when.push(format!("({})", any.join(" || ")));
    Ok(part.to_owned())
}

fn condition(operator: &str, key: &str, value: &str) -> Result<String, String> {
    let actual = format!("context[{key:?}]");
    match operator {
        "StringLike" => Ok(format!("{actual} like {value:?}")),
        "StringNotEquals" => Ok(format!("{actual} != {value:?}")),
        "IpAddress" => Ok(format!("{actual}.isInRange(ip({value:?}))")),
        "Bool" => Ok(format!("{actual} == {value}")),
        other => Err(format!("no {other}")),
    }
}
