//! Services other than S3: what is asked follows from the facts of how their requests look and of what their actions need.
//!
//! A request says its operation by its protocol; the operation's members fill the ARNs of the action's resource types. What facts
//! cannot say stands in the file of the service below `services/`.

mod arn;
mod cbor;
mod compressed;
mod facts;
mod form;
mod json;
mod keys;
mod member;
mod route;
mod services;
mod wanted;

use self::compressed::Compression;
use self::member::Member;
use self::route::{Encoding, Route};
use self::services::Service;
use self::wanted::Wanted;
use crate::{Authentication, ErrorForm, Mapped, Plan, Seen, Unmapped, forward};

/// A request of which the operation and all members are known.
struct Call<'a> {
    seen: &'a Seen<'a>,
    service: &'static Service,
    /// The operation's name in the model.
    operation: &'static str,
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

/// How a service writes errors to a request, if the service is known.
pub(crate) fn error_form(seen: &Seen<'_>) -> Option<ErrorForm> {
    Some(route::error_form(seen, services::find(seen.service)?))
}

fn try_plan(seen: &Seen<'_>, body: Option<&[u8]>) -> Result<Plan, Unmapped> {
    let service = services::find(seen.service).ok_or_else(|| Unmapped::unknown_service(seen.service))?;
    forward::check(seen.headers)?;
    if seen.authentication == Authentication::Query {
        return Err(Unmapped::new("presigned requests are mapped for S3 only"));
    }
    let limit = service.limit;
    if body.is_some_and(|body| body.len() > limit) {
        return Err(Unmapped::new(format!("the body is longer than the {limit} bytes that are read to decide")));
    }
    let compression = Compression::of(seen);
    let body = match body {
        Some(body) => Some(compression.clone()?.undo(body, limit)?),
        None => None,
    };
    let route = match (route::find(seen, service, body.as_deref())?, &body) {
        (Some(route), _) if !route.reads_body => route,
        (Some(route), Some(_)) => route,
        _ => return compression.map(|_| Plan::NeedsBody { limit }),
    };
    let body = body.as_deref().unwrap_or_default();
    let members = members(&route, body)?;
    let call = Call { seen, service, operation: route.operation, members };
    let wanted = wanted::of(&call)?;
    Ok(Plan::Ready(mapped(seen, service, route, wanted)))
}

/// All members of the input, wherever they came.
fn members(route: &Route, body: &[u8]) -> Result<Member, Unmapped> {
    let in_body = match route.encoding {
        _ if !route.reads_body || body.is_empty() => Member::Map(Vec::new()),
        Encoding::Json => json::read(body)?,
        Encoding::Cbor => cbor::read(body)?,
        // Its parameters were read with the operation.
        Encoding::Form => Member::Map(Vec::new()),
    };
    let Member::Map(mut members) = in_body else { return Err(Unmapped::new("the body is not a structure")) };
    let in_url = |name: &String| route.members.iter().any(|(own, _)| own == name);
    if let Some((name, _)) = members.iter().find(|(name, _)| in_url(name) && route.encoding != Encoding::Form) {
        return Err(Unmapped::new(format!("the member `{name}` stands in the URL and in the body")));
    }
    members.extend(route.members.iter().cloned());
    let is_known = |name: &String| route.facts.body.contains(name) || in_url(name) && route.encoding != Encoding::Form;
    if let Some((name, _)) = members.iter().find(|(name, _)| !is_known(name)) {
        let name: String = name.chars().take(64).collect();
        return Err(Unmapped::new(format!("`{}` has no member `{name}` that is known", route.operation)));
    }
    Ok(Member::Map(members))
}

fn mapped(seen: &Seen<'_>, service: &'static Service, route: Route, wanted: Wanted) -> Mapped {
    Mapped {
        operation: route.operation.into(),
        accesses: wanted.needed,
        path: route.path,
        query: route.query,
        has_body: route.has_body,
        headers: Vec::new(),
        error_form: route::error_form(seen, service),
        s3: None,
        instance_profiles: wanted.instance_profiles,
    }
}
