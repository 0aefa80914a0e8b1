//! Which operation a request is, by its protocol.
//!
//! <https://smithy.io/2.0/aws/protocols/index.html>. A request that speaks two protocols at once is refused, because servers differ
//! in which one they look at first.

mod rest;

use rolecall_sigv4::Headers;

use super::form::{self, Lists};
use super::member::Member;
use super::services::Service;
use crate::models::{Model, Operation};
use crate::query::{self, Parameter};
use crate::{ErrorForm, Seen, Unmapped};

/// How the body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Json,
    Cbor,
    Form,
    Xml,
}

/// Where a request leads.
#[derive(Clone)]
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
    /// How many segments and parameters of the path's template are written out.
    literal: usize,
}

const TARGET: &str = "x-amz-target";
const SMITHY: &str = "smithy-protocol";

/// How the service writes errors to a request.
pub(super) fn error_form(seen: &Seen<'_>, service: &Service) -> ErrorForm {
    let has = |name: &str| seen.headers.first(name).is_some();
    form_of_errors(service, has(TARGET), has(SMITHY))
}

/// The same for requests that have a target header, or one of RPC v2.
pub(super) fn form_of_errors(service: &Service, has_target: bool, has_smithy: bool) -> ErrorForm {
    let Some(facts) = service.model() else { return ErrorForm::RestJson };
    if facts.has("smithy-rpc-v2-cbor") && has_smithy {
        ErrorForm::Cbor
    } else if facts.has("json") && (has_target || !facts.has("query")) {
        if facts.json_version == "1.0" { ErrorForm::Json10 } else { ErrorForm::Json11 }
    } else if facts.has("rest-json") {
        ErrorForm::RestJson
    } else if facts.has("ec2") {
        ErrorForm::Ec2
    } else {
        ErrorForm::Query
    }
}

/// The operation of a request, and the service that it is for.
///
/// `None` if the body says it, and is not known yet.
pub(super) fn find<'s>(
    seen: &Seen<'_>,
    services: &'s [Service],
    body: Option<&[u8]>,
) -> Result<Option<(&'s Service, Route)>, Unmapped> {
    let speaking = speaking(seen, services);
    let [first, others @ ..] = speaking.as_slice() else {
        let service = services.first().ok_or_else(|| Unmapped::unknown_service(seen.service))?;
        return Ok(of_service(seen, service, body)?.map(|route| (service, route)));
    };
    let found = of_service(seen, first, body);
    if others.is_empty() || matches!(found, Ok(None)) {
        return Ok(found?.map(|route| (*first, route)));
    }
    // Several services that are signed for by one name: one of them must have the operation, or all mean the same by it.
    let mut routes: Vec<(&Service, Route)> = found.iter().flatten().cloned().map(|route| (*first, route)).collect();
    routes.extend(others.iter().filter_map(|service| Some((*service, of_service(seen, service, body).ok()??))));
    let most = routes.iter().map(|(_, route)| route.literal).max();
    routes.retain(|(_, route)| Some(route.literal) == most);
    let mut routes = routes.into_iter();
    let Some(chosen) = routes.next() else { return found.map(|_| None) };
    let same = |(_, route): (&Service, Route)| {
        route.operation == chosen.1.operation && route.facts.actions == chosen.1.facts.actions
    };
    if routes.all(same) { Ok(Some(chosen)) } else { Err(Unmapped::new("the request could be for several services")) }
}

/// Those of the services that a request may be for, as its head says.
pub(super) fn speaking<'s>(seen: &Seen<'_>, services: &'s [Service]) -> Vec<&'s Service> {
    if let [only] = services {
        return vec![only];
    }
    let speaking: Vec<&Service> = services.iter().filter(|service| speaks(seen, service)).collect();
    match speaking.as_slice() {
        // What has code here is what the upstream is.
        [first, ..] if first.has_code => vec![first],
        _ => speaking,
    }
}

fn speaks(seen: &Seen<'_>, service: &Service) -> bool {
    let Some(model) = service.model() else { return false };
    let value = |name: &str| single(seen.headers, name).ok().flatten();
    if let Some(target) = value(TARGET) {
        return model.has("json") && target.rsplit_once('.').is_some_and(|(prefix, _)| prefix == model.target_prefix);
    }
    if value(SMITHY).is_some() {
        return model.has("smithy-rpc-v2-cbor") && seen.path.starts_with(&cbor_path(model));
    }
    if model.has("rest-json") || model.has("rest-xml") {
        return rest::fits_any(seen, model);
    }
    (model.has("query") || model.has("ec2")) && matches!(seen.path, "/" | "")
}

fn of_service(seen: &Seen<'_>, service: &Service, body: Option<&[u8]>) -> Result<Option<Route>, Unmapped> {
    let Some(facts) = service.model() else { return Err(Unmapped::unknown_service(service.signing)) };
    let [target, smithy, content] = [TARGET, SMITHY, "content-type"].map(|name| single(seen.headers, name));
    let (target, smithy, content) = (target?, smithy?, content?);
    match (target, smithy) {
        (Some(_), Some(_)) => Err(Unmapped::new("the request speaks two protocols")),
        (Some(target), None) if facts.has("json") => json(seen, facts, target, content).map(Some),
        (None, Some("rpc-v2-cbor")) if facts.has("smithy-rpc-v2-cbor") => cbor(seen, facts, content).map(Some),
        (None, None) if facts.has("rest-json") => rest::find(seen, facts, Encoding::Json).map(Some),
        (None, None) if facts.has("rest-xml") => rest::find(seen, facts, Encoding::Xml).map(Some),
        (None, None) if facts.has("query") || facts.has("ec2") => form(seen, facts, content, body),
        _ => Err(Unmapped::new(format!("the request speaks no protocol of `{}` that is mapped", service.signing))),
    }
}

/// What the paths of a service's CBOR operations begin with.
fn cbor_path(model: &Model) -> String {
    format!("/service/{}/operation/", model.target_prefix)
}

/// The one value of a header.
pub(super) fn single<'a>(headers: &'a dyn Headers, name: &str) -> Result<Option<&'a str>, Unmapped> {
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

fn known(facts: &'static Model, name: &str) -> Result<(&'static str, &'static Operation), Unmapped> {
    facts.operation(name).ok_or_else(|| {
        let name: String = name.chars().take(64).collect();
        Unmapped::new(format!("the operation `{name}` is not known"))
    })
}

fn json(seen: &Seen<'_>, facts: &'static Model, target: &str, content: Option<&str>) -> Result<Route, Unmapped> {
    post_to_root(seen)?;
    if !media_type(content).starts_with("application/x-amz-json-1.") {
        return Err(strange("content-type"));
    }
    let name = target.strip_prefix(facts.target_prefix.as_str()).and_then(|rest| rest.strip_prefix('.'));
    let (operation, facts) = known(facts, name.ok_or_else(|| strange(TARGET))?)?;
    Ok(rpc(operation, facts, Encoding::Json))
}

fn cbor(seen: &Seen<'_>, facts: &'static Model, content: Option<&str>) -> Result<Route, Unmapped> {
    let name = seen.path.strip_prefix(&cbor_path(facts)).filter(|_| seen.method == "POST" && seen.query.is_empty());
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
    facts: &'static Model,
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

fn form_route(path: &str, parameters: Vec<Parameter>, facts: &'static Model) -> Result<Route, Unmapped> {
    let named = |name: &str| parameters.iter().find(|parameter| parameter.name == name).map(Parameter::text);
    let action = named("Action").ok_or_else(|| Unmapped::new("the request names no operation"))?;
    if named("Version").is_some_and(|version| version != facts.api_version) {
        return Err(Unmapped::new("the request is of another version of the service's interface"));
    }
    let lists = lists(facts);
    let (operation, facts) = known(facts, action)?;
    let query = query::write(&parameters);
    let Member::Map(members) = form::read(parameters, facts, lists)? else {
        return Err(Unmapped::new("the parameters are not a structure"));
    };
    if !matches!(path, "/" | "") {
        return Err(Unmapped::new("the path is not `/`"));
    }
    Ok(Route { members, query, reads_body: false, ..rpc(operation, facts, Encoding::Form) })
}

/// How a service numbers the items of lists. Of the models of the Query protocol only that of `sdb` has flattened ones.
fn lists(facts: &Model) -> Lists {
    if facts.has("ec2") || facts.name == "sdb" { Lists::Plain } else { Lists::Named }
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
        literal: 0,
    }
}
