//! Which operation a request is, by its protocol.
//!
//! <https://smithy.io/2.0/aws/protocols/index.html>. A request that speaks two protocols at once is refused, because servers differ
//! in which one they look at first.

mod rest;

use rolecall_sigv4::Headers;

use super::facts::{Facts, Operation};
use super::form;
use super::member::Member;
use super::services::Service;
use crate::query::{self, Parameter};
use crate::{ErrorForm, Seen, Unmapped};

/// How the body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Json,
    Cbor,
    Form,
}

/// Where a request leads.
pub(super) struct Route {
    pub(super) operation: &'static str,
    pub(super) facts: &'static Operation,
    pub(super) encoding: Encoding,
    /// Members that stand in the URL.
    pub(super) members: Vec<(String, Member)>,
    pub(super) reads_body: bool,
    pub(super) has_body: bool,
    pub(super) path: String,
    pub(super) query: String,
}

const TARGET: &str = "x-amz-target";
const SMITHY: &str = "smithy-protocol";

/// How the service writes errors to a request.
pub(super) fn error_form(seen: &Seen<'_>, service: &Service) -> ErrorForm {
    let facts = service.facts();
    let has = |name: &str| seen.headers.first(name).is_some();
    if facts.has("smithy-rpc-v2-cbor") && has(SMITHY) {
        ErrorForm::Cbor
    } else if facts.has("json") && (has(TARGET) || !facts.has("query")) {
        if facts.metadata.json_version == "1.0" { ErrorForm::Json10 } else { ErrorForm::Json11 }
    } else if facts.has("rest-json") {
        ErrorForm::RestJson
    } else if facts.has("ec2") {
        ErrorForm::Ec2
    } else {
        ErrorForm::Query
    }
}

/// The operation of a request.
///
/// `None` if the body says it, and is not known yet.
pub(super) fn find(seen: &Seen<'_>, service: &'static Service, body: Option<&[u8]>) -> Result<Option<Route>, Unmapped> {
    let facts = service.facts();
    let [target, smithy, content] = [TARGET, SMITHY, "content-type"].map(|name| single(seen.headers, name));
    let (target, smithy, content) = (target?, smithy?, content?);
    match (target, smithy) {
        (Some(_), Some(_)) => Err(Unmapped::new("the request speaks two protocols")),
        (Some(target), None) if facts.has("json") => json(seen, facts, target, content).map(Some),
        (None, Some("rpc-v2-cbor")) if facts.has("smithy-rpc-v2-cbor") => cbor(seen, facts, content).map(Some),
        (None, None) if facts.has("rest-json") => rest::find(seen, service).map(Some),
        (None, None) if facts.has("query") || facts.has("ec2") => form(seen, facts, content, body),
        _ => Err(Unmapped::new(format!("the request speaks no protocol of `{}` that is mapped", service.signing))),
    }
}

/// The one value of a header.
fn single<'a>(headers: &'a dyn Headers, name: &str) -> Result<Option<&'a str>, Unmapped> {
    let mut values = Vec::new();
    headers.each_value(name, &mut |value| values.push(value));
    match values.as_slice() {
        [] => Ok(None),
        [value] => str::from_utf8(value).map(|value| Some(value.trim())).map_err(|_| strange(name)),
        _ => Err(Unmapped::new(format!("the header `{name}` comes twice"))),
    }
}

fn strange(name: &str) -> Unmapped {
    Unmapped::new(format!("the header `{name}` is not one that the service has"))
}

fn post_to_root(seen: &Seen<'_>) -> Result<(), Unmapped> {
    if seen.method == "POST" && matches!(seen.path, "/" | "") && seen.query.is_empty() {
        return Ok(());
    }
    Err(Unmapped::new("the request is not a POST to `/` without a query string"))
}

/// The media type in lower case; empty for a text that is not UTF-8, which servers could decode otherwise.
fn media_type(content: Option<&str>) -> String {
    let content = content.unwrap_or_default().to_ascii_lowercase();
    let (media_type, parameters) = content.split_once(';').unwrap_or((&content, ""));
    if parameters.contains("charset") && !parameters.contains("utf-8") {
        return String::new();
    }
    media_type.trim().to_owned()
}

fn known(facts: &'static Facts, name: &str) -> Result<(&'static str, &'static Operation), Unmapped> {
    facts.operation(name).ok_or_else(|| {
        let name: String = name.chars().take(64).collect();
        Unmapped::new(format!("the operation `{name}` is not known"))
    })
}

fn json(seen: &Seen<'_>, facts: &'static Facts, target: &str, content: Option<&str>) -> Result<Route, Unmapped> {
    post_to_root(seen)?;
    if !media_type(content).starts_with("application/x-amz-json-1.") {
        return Err(strange("content-type"));
    }
    let name = target.strip_prefix(facts.metadata.target_prefix.as_str()).and_then(|rest| rest.strip_prefix('.'));
    let (operation, facts) = known(facts, name.ok_or_else(|| strange(TARGET))?)?;
    Ok(rpc(operation, facts, Encoding::Json))
}

fn cbor(seen: &Seen<'_>, facts: &'static Facts, content: Option<&str>) -> Result<Route, Unmapped> {
    let start = format!("/service/{}/operation/", facts.metadata.target_prefix);
    let name = seen.path.strip_prefix(&start).filter(|_| seen.method == "POST" && seen.query.is_empty());
    let name = name.ok_or_else(|| Unmapped::new("the path is not one of the service's CBOR operations"))?;
    let (operation, facts) = known(facts, name)?;
    // An operation without members has neither a body nor its type.
    if content.is_some() && media_type(content) != "application/cbor" {
        return Err(strange("content-type"));
    }
    Ok(Route { path: seen.path.to_owned(), ..rpc(operation, facts, Encoding::Cbor) })
}

/// The Query protocols, whose operation stands in the body, or in the URL of a GET. `None` if the body must be read first.
fn form(
    seen: &Seen<'_>,
    facts: &'static Facts,
    content: Option<&str>,
    body: Option<&[u8]>,
) -> Result<Option<Route>, Unmapped> {
    if seen.method == "GET" {
        let route = form_route(seen.path, query::parse(seen.query)?, facts)?;
        return Ok(Some(Route { has_body: false, ..route }));
    }
    post_to_root(seen)?;
    if media_type(content) != "application/x-www-form-urlencoded" {
        return Err(strange("content-type"));
    }
    let Some(body) = body else { return Ok(None) };
    let text = str::from_utf8(body).map_err(|_| Unmapped::new("the body is not UTF-8"))?;
    let route = form_route(seen.path, query::parse(text)?, facts)?;
    Ok(Some(Route { query: String::new(), ..route }))
}

fn form_route(path: &str, parameters: Vec<Parameter>, facts: &'static Facts) -> Result<Route, Unmapped> {
    let named = |name: &str| parameters.iter().find(|parameter| parameter.name == name).map(Parameter::text);
    let action = named("Action").ok_or_else(|| Unmapped::new("the request names no operation"))?;
    if named("Version").is_some_and(|version| version != facts.metadata.api_version) {
        return Err(Unmapped::new("the request is of another version of the service's interface"));
    }
    let (operation, facts) = known(facts, action)?;
    let query = query::write(&parameters);
    let Member::Map(members) = form::read(parameters, &facts.body)? else {
        return Err(Unmapped::new("the parameters are not a structure"));
    };
    if !matches!(path, "/" | "") {
        return Err(Unmapped::new("the path is not `/`"));
    }
    Ok(Route { members, query, reads_body: false, ..rpc(operation, facts, Encoding::Form) })
}

fn rpc(operation: &'static str, facts: &'static Operation, encoding: Encoding) -> Route {
    Route {
        operation,
        facts,
        encoding,
        members: Vec::new(),
        reads_body: true,
        has_body: true,
        path: "/".to_owned(),
        query: String::new(),
    }
}
