//! What a request is for, decided from its head alone, and then from its action.

use http::request::Parts;
use http::{Method, header};
use rolecall_service::{Declaration, Protocol, Service, declaration};

use super::foreign::ForeignDoor;
use super::head::{X_AMZ_TARGET, claimed_service, is_of_type, text};
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
    /// The request is for this service, which is behind the gateway.
    Foreign(String),
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
    /// What this head asks for. Whether there is anything to reset is the caller's to know. `foreign` is the way to other services.
    pub(super) fn of(parts: &Parts, foreign: Option<&ForeignDoor>) -> Self {
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
        let target = text(&parts.headers, &X_AMZ_TARGET);
        let service = match (claimed_service(parts), target) {
            (Some(name), _) => match Service::ALL.into_iter().find(|service| service.name() == name) {
                Some(service) => Some(service),
                None if foreign.is_some_and(|door| door.routes.serves(&name)) => {
                    return Self::Foreign(name.into_owned());
                }
                None => {
                    return Self::NotServed {
                        message: refusal(&format!("service {name:?}")),
                        wire: error_wire(target),
                    };
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
            (None, None) if foreign.is_some_and(|door| door.takes_unsigned(parts)) => {
                return Self::Foreign("s3".to_owned());
            }
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
    let target = text(&parts.headers, &X_AMZ_TARGET).and_then(|target| target.rsplit_once('.'));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every decision in one line.
    fn decided(request: &str, headers: &[(&str, &str)]) -> String {
        let (method, uri) = request.split_once(' ').unwrap();
        let mut builder = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let (parts, ()) = builder.body(()).unwrap().into_parts();
        match Decision::of(&parts, None) {
            Decision::NotServed { message, wire } => format!("NotServed {} {message}", wire.content_type()),
            Decision::Query { service, form, json_answer } => {
                let service = service.map_or("?", Service::name);
                format!("{service}{}{}", if form { " form" } else { "" }, if json_answer { " json" } else { "" })
            }
            Decision::Json(declaration) => {
                format!("Json {}", declaration.map_or("?", |declaration| declaration.spec.name))
            }
            other => format!("{other:?}"),
        }
    }

    const IAM: (&str, &str) = (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIA/20260701/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
    );
    const ORGANIZATIONS: (&str, &str) = (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIA/20260701/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=0",
    );
    const S3: (&str, &str) = (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIA/20260701/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
    );
    const FORM_TYPE: (&str, &str) = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    const JSON_TYPE: (&str, &str) = ("content-type", "application/x-amz-json-1.1");
    const SERVED: &str = "is not served here. Served are: iam (Version 2010-05-08), sts (Version 2011-06-15), organizations (X-Amz-Target AWSOrganizationsV20161128.*), rolecall (X-Amz-Target Rolecall.*)";

    #[test]
    fn heads() {
        for (request, headers, expected) in [
            ("GET /_rolecall/health", &[][..], "Health"),
            ("HEAD /_rolecall/health", &[], "Health"),
            ("POST /_rolecall/health", &[], "UnknownPath"),
            ("POST /_rolecall/reset", &[], "Reset"),
            ("GET /_rolecall/reset", &[], "UnknownPath"),
            ("OPTIONS /", &[], "Preflight"),
            ("OPTIONS /any/path", &[], "Preflight"),
            ("POST /", &[IAM, FORM_TYPE], "iam form"),
            ("POST /", &[FORM_TYPE], "? form"),
            ("POST /", &[FORM_TYPE, ("accept", "application/json")], "? form json"),
            ("POST /", &[FORM_TYPE, ("accept", "text/xml")], "? form"),
            ("GET /?Action=GetUser", &[IAM], "iam"),
            ("GET /?Action=GetUser", &[], "?"),
            ("GET /?X-Amz-Credential=AKIA%2F20260701%2Fus-east-1%2Fsts%2Faws4_request", &[], "sts"),
            ("POST /", &[IAM], "Redirect"),
            ("POST /?Action=GetUser", &[IAM, JSON_TYPE], "Redirect"),
            ("POST /", &[("content-type", "text/plain")], "Redirect"),
            ("PUT /", &[FORM_TYPE], "Redirect"),
            ("DELETE /", &[IAM], "Redirect"),
            ("HEAD /", &[], "Redirect"),
            ("POST /x", &[IAM, FORM_TYPE], "UnknownPath"),
            ("POST //", &[IAM, FORM_TYPE], "UnknownPath"),
            ("GET /%2f", &[], "UnknownPath"),
            ("GET /%zz", &[], "MalformedUri"),
            ("GET /%", &[IAM], "MalformedUri"),
            ("POST /", &[ORGANIZATIONS, JSON_TYPE, ("x-amz-target", "AWSOrganizationsV20161128.NoSuch")], "Json ?"),
            ("POST /", &[ORGANIZATIONS, JSON_TYPE, ("x-amz-target", "NoSuch")], "Json ?"),
            ("POST /", &[ORGANIZATIONS, JSON_TYPE], "Json ?"),
            ("POST /", &[JSON_TYPE, ("x-amz-target", "AWSOrganizationsV20161128.NoSuch")], "Json ?"),
            (
                "POST /",
                &[ORGANIZATIONS, FORM_TYPE, ("x-amz-target", "AWSOrganizationsV20161128.NoSuch")],
                "UnknownPath",
            ),
            ("GET /", &[ORGANIZATIONS, JSON_TYPE, ("x-amz-target", "AWSOrganizationsV20161128.NoSuch")], "UnknownPath"),
        ] {
            assert_eq!(decided(request, headers), expected, "{request} {headers:?}");
        }
    }

    #[test]
    fn what_is_not_served_is_told_in_the_client_s_wire() {
        for (request, headers, wire, asked) in [
            ("PUT /bucket/key", &[S3][..], "text/xml", "service \"s3\""),
            ("POST /", &[S3, JSON_TYPE, ("x-amz-target", "X.Y")], "application/x-amz-json-1.1", "service \"s3\""),
            (
                "POST /",
                &[JSON_TYPE, ("x-amz-target", "DynamoDB_20120810.GetItem")],
                "application/x-amz-json-1.1",
                "target \"DynamoDB_20120810.GetItem\"",
            ),
        ] {
            assert_eq!(decided(request, headers), format!("NotServed {wire} The {asked} {SERVED}"), "{request}");
        }
    }

    #[test]
    fn every_declared_operation_is_found_on_its_wire() {
        for declared in rolecall_service::registry() {
            let (service, name) = (declared.spec.service, declared.spec.name);
            match service.protocol() {
                Protocol::Query { .. } => {
                    for hint in [Some(service), None] {
                        let found = operation(hint, name, Some(service.api_version())).unwrap();
                        assert!(std::ptr::eq(found, declared), "{name}");
                    }
                }
                Protocol::Json11 { target_prefix } => {
                    let target = format!("{target_prefix}.{name}");
                    assert_eq!(decided("POST /", &[JSON_TYPE, ("x-amz-target", &target)]), format!("Json {name}"));
                }
            }
        }
    }

    #[test]
    fn actions_that_nobody_has() {
        for (service, action, version, shown) in [
            (None, "Nothing", Some("2010-05-08"), "2010-05-08"),
            (Some(Service::Iam), "Nothing", Some("2010-05-08"), "2010-05-08"),
            (None, "AssumeRole", None, "NO_VERSION_SPECIFIED"),
            (Some(Service::Sts), "AssumeRole", None, "NO_VERSION_SPECIFIED"),
            (None, "AssumeRole", Some("2010-05-08"), "2010-05-08"),
            (Some(Service::Iam), "AssumeRole", Some("2011-06-15"), "2011-06-15"),
            (None, "AssumeRole", Some("2016-11-28"), "2016-11-28"),
            (None, "assumerole", Some("2011-06-15"), "2011-06-15"),
            (None, "", Some("2011-06-15"), "2011-06-15"),
        ] {
            let expected = format!("Could not find operation {action} for version {shown}");
            assert_eq!(operation(service, action, version).unwrap_err(), UnknownAction(expected));
        }
    }
}
