//! What a request is for, decided from its head alone, and then from its action.

use http::request::Parts;
use http::{Method, header};
use rolecall_service::{Declaration, Protocol, Service, declaration};

use super::head::{claimed_service, is_of_type, text};
use crate::wire::envelope::{FAULT_NAMESPACE, Wire};
use crate::wire::percent::escapes_are_complete;

/// The media type of form bodies.
const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of JSON 1.1 bodies.
const JSON_11: &str = "application/x-amz-json-1.1";

/// What the head of a request asks for.
#[derive(Debug)]
pub(super) enum Decision {
    /// Whether the server is ready.
    Health,
    /// Back to the state of the first start.
    Reset,
    /// A browser asks whether it may call.
    Preflight,
    /// An escape in the path is not complete.
    MalformedUri,
    /// No service has anything at this path, or for this kind of body.
    UnknownPath,
    /// Nothing that the Query protocol can carry.
    Redirect,
    /// The signature is for a service that is not here, or the target is.
    NotServed {
        /// What was asked for, and what is served.
        message: String,
        /// How the client expects its error.
        wire: Wire,
    },
    /// The parameters of the URL, and of the body if it is a form, name the operation.
    Query {
        /// The service, if the signature names it.
        service: Option<Service>,
        /// Whether the body holds parameters.
        form: bool,
        /// Whether the client accepts JSON.
        json_answer: bool,
    },
    /// The header names the operation.
    Json(Option<&'static Declaration>),
}

impl Decision {
    /// What this head asks for. Whether there is anything to reset is the caller's to know.
    pub(super) fn of(parts: &Parts) -> Self {
        let path = parts.uri.path();
        match (&parts.method, path) {
            (&Method::GET | &Method::HEAD, "/_rolecall/health") => return Self::Health,
            (&Method::POST, "/_rolecall/reset") => return Self::Reset,
            (&Method::OPTIONS, _) => return Self::Preflight,
            _ => {}
        }
        if !escapes_are_complete(path) {
            return Self::MalformedUri;
        }
        let target = text(&parts.headers, "x-amz-target");
        let service = match (claimed_service(parts), target) {
            (Some(name), _) => match Service::ALL.into_iter().find(|service| service.name() == name) {
                Some(service) => Some(service),
                None => {
                    return Self::NotServed { message: refusal(&format!("service {name:?}")), wire: error_wire(target) };
                }
            },
            (None, Some(target)) => match targeted(target) {
                Some(service) => Some(service),
                None => {
                    return Self::NotServed {
                        message: refusal(&format!("target {target:?}")),
                        wire: error_wire(Some(target)),
                    };
                }
            },
            (None, None) => None,
        };
        if path != "/" {
            return Self::UnknownPath;
        }
        match service.map(|service| (service, service.protocol())) {
            Some((service, Protocol::Json11 { target_prefix })) => json(parts, service, target_prefix),
            Some((_, Protocol::Query { .. })) | None => query(parts, service),
        }
    }
}

/// The service with this prefix of targets.
fn targeted(target: &str) -> Option<Service> {
    let (prefix, _) = target.rsplit_once('.')?;
    Service::ALL.into_iter().find(|service| match service.protocol() {
        Protocol::Json11 { target_prefix } => target_prefix == prefix,
        Protocol::Query { .. } => false,
    })
}

fn json(parts: &Parts, service: Service, prefix: &str) -> Decision {
    if parts.method != Method::POST || !is_of_type(&parts.headers, JSON_11) {
        return Decision::UnknownPath;
    }
    let target = text(&parts.headers, "x-amz-target").and_then(|target| target.rsplit_once('.'));
    Decision::Json(target.filter(|(own, _)| *own == prefix).and_then(|(_, name)| declaration(service, name)))
}

fn query(parts: &Parts, service: Option<Service>) -> Decision {
    let json_answer =
        text(&parts.headers, header::ACCEPT).is_some_and(|accepted| accepted.starts_with("application/json"));
    match parts.method {
        Method::GET => Decision::Query { service, form: false, json_answer },
        Method::POST if is_of_type(&parts.headers, FORM) => Decision::Query { service, form: true, json_answer },
        _ => Decision::Redirect,
    }
}

fn error_wire(target: Option<&str>) -> Wire {
    target.map_or(Wire::Xml { namespace: FAULT_NAMESPACE }, |_| Wire::Json11)
}

fn refusal(asked: &str) -> String {
    let served = Service::ALL.map(|service| match service.protocol() {
        Protocol::Query { .. } => format!("{} (Version {})", service.name(), service.api_version()),
        Protocol::Json11 { target_prefix } => format!("{} (X-Amz-Target {target_prefix}.*)", service.name()),
    });
    format!("The {asked} is not served here. Served are: {}", served.join(", "))
}

/// An action that no served interface has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnknownAction(pub(super) String);

/// The operation of an action on the Query wire. A signature for one service cannot call another's action.
pub(super) fn operation(
    service: Option<Service>,
    action: &str,
    version: Option<&str>,
) -> Result<&'static Declaration, UnknownAction> {
    let speaks = |service: &Service| {
        matches!(service.protocol(), Protocol::Query { .. }) && Some(service.api_version()) == version
    };
    let service = match service {
        Some(service) => Some(service).filter(speaks),
        None => Service::ALL.into_iter().find(speaks),
    };
    service.and_then(|service| declaration(service, action)).ok_or_else(|| {
        let version = version.unwrap_or("NO_VERSION_SPECIFIED");
        UnknownAction(format!("Could not find operation {action} for version {version}"))
    })
}
