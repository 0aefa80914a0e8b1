//! Services other than S3: what is asked follows from the facts of how their requests look and of what their actions need.
//!
//! A request says its operation by its protocol; the operation's members fill the ARNs of the action's resource types. What facts
//! cannot say stands in the file of the service below `services/`.

mod arn;
mod cbor;
mod compressed;
mod form;
mod json;
mod keys;
mod member;
mod members;
mod route;
mod services;
mod wanted;
mod xml;

use self::compressed::Compression;
use self::member::Member;
use self::route::Route;
use self::services::Service;
use self::wanted::Wanted;
use crate::models::Operation;
use crate::{Authentication, ErrorForm, Mapped, Plan, Seen, Unmapped, forward};

/// A request of which the operation and all members are known.
struct Call<'a> {
    seen: &'a Seen<'a>,
    service: &'a Service,
    /// The operation's name in the model.
    operation: &'static str,
    /// How its requests look.
    facts: &'static Operation,
    /// The members of the input, a map.
    members: Member,
}

/// What is asked about a request, as far as the body is known.
pub(crate) fn plan(seen: &Seen<'_>, body: Option<&[u8]>) -> Plan {
    match try_plan(seen, body) {
        Ok(plan) => plan,
        Err(unmapped) => Plan::Refused(unmapped),
    }
}

/// How a service writes errors to requests of which nothing is known.
pub(crate) fn usual_error_form(service: &str) -> Option<ErrorForm> {
    services::find(service).first().map(|service| route::form_of_errors(service, false, false))
}

/// Whether a service has code of its own.
pub(crate) fn has_code(model: &str) -> bool {
    services::has_code(model)
}

/// How a service writes errors to a request, if the service is known.
pub(crate) fn error_form(seen: &Seen<'_>) -> Option<ErrorForm> {
    let services = services::find(seen.service);
    let service = route::speaking(seen, &services).into_iter().next().or(services.first())?;
    Some(route::error_form(seen, service))
}

fn try_plan(seen: &Seen<'_>, body: Option<&[u8]>) -> Result<Plan, Unmapped> {
    let services = services::find(seen.service);
    let first = services.first().ok_or_else(|| Unmapped::unknown_service(seen.service))?;
    forward::check(seen.headers)?;
    if seen.authentication == Authentication::Query {
        return Err(Unmapped::new("presigned requests are mapped for S3 only"));
    }
    let limit = first.limit;
    if body.is_some_and(|body| body.len() > limit) {
        return Err(Unmapped::new(format!("the body is longer than the {limit} bytes that are read to decide")));
    }
    let compression = Compression::of(seen);
    let body = match body {
        Some(body) => Some(compression.clone()?.undo(body, limit)?),
        None => None,
    };
    let (service, route) = match (route::find(seen, &services, body.as_deref())?, &body) {
        (Some((service, route)), _) if !route.reads_body => (service, route),
        (Some(found), Some(_)) => found,
        _ => return compression.map(|_| Plan::NeedsBody { limit }),
    };
    let body = body.as_deref().unwrap_or_default();
    let operation = route.operation;
    let wanted = wanted(seen, service, &route, body);
    let wanted = wanted.map_err(|unmapped| Unmapped { operation: Some(operation), ..unmapped })?;
    Ok(Plan::Ready(mapped(seen, service, route, wanted)))
}

fn wanted(seen: &Seen<'_>, service: &Service, route: &Route, body: &[u8]) -> Result<Wanted, Unmapped> {
    let members = members::read(seen, route, body)?;
    wanted::of(&Call { seen, service, operation: route.operation, facts: route.facts, members })
}

fn mapped(seen: &Seen<'_>, service: &Service, route: Route, wanted: Wanted) -> Mapped {
    Mapped {
        operation: route.operation.into(),
        accesses: wanted.needed,
        path: route.path,
        query: route.query,
        has_body: route.has_body,
        headers: Vec::new(),
        error_form: route::error_form(seen, service),
        s3: None,
        copied_tags: None,
        instance_profiles: wanted.instance_profiles,
    }
}
