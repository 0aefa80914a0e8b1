//! From a request to its answer.

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode, header};
use hyper::body::Body;
use rolecall_service::{Code, Declaration, Fault, Protocol, Server, Service};

use super::answer::{Answer, answer, empty, error};
use super::body::{BodyError, Held, Room};
use super::call::{Errand, form_fault};
use super::cors;
use super::dispatch::{Decision, UnknownAction, operation};
use super::foreign::ForeignDoor;
use super::head::{fits_conditions, waits};
use super::request_id::RequestId;
use super::visit::{Connection, Visit};
use crate::wire::envelope::{FAULT_NAMESPACE, Wire};
use crate::wire::query::{Form, FormError};

/// Puts the server back to the state of its first start. May block. The error is for the operator, not for the client.
pub type Reset = Arc<dyn Fn() -> Result<(), String> + Send + Sync>;

/// What receives every request of one port.
pub struct FrontDoor {
    server: Arc<Server>,
    reset: Option<Reset>,
    foreign: Option<ForeignDoor>,
    room: Room,
}

const UNKNOWN_OPERATION: Code = Code::new("UnknownOperationException", 400);
const INVALID_ACTION: Code = Code::new("InvalidAction", 400);
const AWS_FAULT: Wire = Wire::Xml { namespace: FAULT_NAMESPACE };

impl FrontDoor {
    /// A front door to this server.
    pub fn new(server: Arc<Server>) -> Self {
        Self { server, reset: None, foreign: None, room: Room::default() }
    }

    /// The same, also answering `POST /_rolecall/reset`.
    #[must_use]
    pub fn with_reset(self, reset: Reset) -> Self {
        Self { reset: Some(reset), ..self }
    }

    /// The same, with further services behind it.
    #[must_use]
    pub fn with_foreign(self, foreign: ForeignDoor) -> Self {
        Self { foreign: Some(foreign), ..self }
    }

    /// Answers one request.
    pub async fn handle<B>(&self, request: Request<B>, connection: &Arc<Connection>) -> Answer
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let id = &RequestId::new(self.server.entropy());
        let (parts, body) = request.into_parts();
        if !fits_conditions(&parts.headers) {
            return empty(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, id);
        }
        let from_browser = parts.headers.contains_key(header::ORIGIN);
        let answer = match Decision::of(&parts, self.foreign.as_ref()) {
            Decision::Health => answer(StatusCode::OK, "application/json", self.health(), id),
            Decision::Reset => self.reset(from_browser, id).await,
            Decision::Preflight => cors::preflight(&parts, id),
            Decision::MalformedUri => empty(StatusCode::BAD_REQUEST, id),
            Decision::UnknownPath => unknown_path(id),
            Decision::Redirect => redirect(id),
            Decision::Foreign(service) => match &self.foreign {
                // The other ways are not to carry the room that this one needs.
                Some(foreign) => return Box::pin(foreign.pass(&service, parts, body, connection, id)).await,
                None => unknown_path(id),
            },
            Decision::NotServed { message, wire } => not_served(message, wire, id),
            Decision::Json(None) => not_served(String::new(), Wire::Json11, id),
            Decision::Json(Some(declaration)) => match self.room.read(body, waits(&parts)).await {
                Ok(body) => self.json(declaration, &visit(parts, body, connection, id.clone())).await,
                Err(problem) => unread(problem, id),
            },
            Decision::Query { service, form, json_answer } => match self.form_body(form, body, &parts).await {
                Ok(body) => self.query(service, json_answer, &visit(parts, body, connection, id.clone())).await,
                Err(problem) => unread(problem, id),
            },
        };
        if from_browser { cors::open(answer) } else { answer }
    }

    fn health(&self) -> String {
        match &self.foreign {
            Some(foreign) => format!("{{\"status\":\"ready\",\"mode\":\"{}\"}}", foreign.routes.mode.name()),
            None => "{\"status\":\"ready\"}".to_owned(),
        }
    }

    /// A page of a foreign site can send this request to a server on its visitor's machine, but not without an `Origin`.
    async fn reset(&self, from_browser: bool, id: &RequestId) -> Answer {
        let Some(reset) = self.reset.clone() else { return unknown_path(id) };
        if from_browser {
            return empty(StatusCode::FORBIDDEN, id);
        }
        match tokio::task::spawn_blocking(move || reset()).await {
            Ok(Ok(())) => answer(StatusCode::OK, "application/json", "{\"status\":\"reset\"}", id),
            Ok(Err(_)) | Err(_) => empty(StatusCode::INTERNAL_SERVER_ERROR, id),
        }
    }

    async fn form_body<B>(&self, form: bool, body: B, parts: &Parts) -> Result<Held, BodyError>
    where
        B: Body<Data = Bytes>,
    {
        if form { self.room.read(body, waits(parts)).await } else { Ok(Held::default()) }
    }

    async fn json(&self, declaration: &'static Declaration, visit: &Arc<Visit>) -> Answer {
        let errand = Errand { declaration, wire: Wire::Json11 };
        let result = errand.run(&self.server, visit, None).await;
        answered(result, errand.wire, visit)
    }

    async fn query(&self, service: Option<Service>, json_answer: bool, visit: &Arc<Visit>) -> Answer {
        let form = match Form::read(visit.query(), &visit.body.bytes) {
            Ok(form) => form,
            Err(FormError::Malformed) => return empty(StatusCode::BAD_REQUEST, &visit.id),
            Err(problem) => return error(&form_fault(problem), AWS_FAULT, &visit.id),
        };
        let Some(action) = form.get("Action") else { return redirect(&visit.id) };
        let declaration = match operation(service, action, form.get("Version")) {
            Ok(declaration) => declaration,
            Err(UnknownAction(message)) => {
                return error(&Fault::new(INVALID_ACTION, message), AWS_FAULT, &visit.id);
            }
        };
        let wire = match declaration.spec.service.protocol() {
            Protocol::Query { .. } if json_answer => Wire::QueryJson,
            Protocol::Query { namespace } => Wire::Xml { namespace },
            Protocol::Json11 { .. } => Wire::Json11,
        };
        let result = Errand { declaration, wire }.run(&self.server, visit, Some(form)).await;
        answered(result, wire, visit)
    }
}

fn visit(parts: Parts, body: Held, connection: &Arc<Connection>, id: RequestId) -> Arc<Visit> {
    Arc::new(Visit { parts, body, connection: connection.clone(), id })
}

fn answered(result: Result<String, Fault>, wire: Wire, visit: &Visit) -> Answer {
    match result {
        Ok(body) => answer(StatusCode::OK, wire.content_type(), body, &visit.id),
        Err(fault) => error(&fault, wire, &visit.id),
    }
}

fn not_served(message: String, wire: Wire, id: &RequestId) -> Answer {
    let code = if wire == Wire::Json11 { UNKNOWN_OPERATION } else { INVALID_ACTION };
    error(&Fault::new(code, message), wire, id)
}

fn unread(problem: BodyError, id: &RequestId) -> Answer {
    let status = match problem {
        BodyError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        BodyError::TooSlow => StatusCode::REQUEST_TIMEOUT,
        BodyError::Broken => StatusCode::BAD_REQUEST,
    };
    empty(status, id)
}

fn unknown_path(id: &RequestId) -> Answer {
    answer(StatusCode::NOT_FOUND, "text/xml", "<UnknownOperationException/>", id)
}

fn redirect(id: &RequestId) -> Answer {
    let mut response = empty(StatusCode::FOUND, id);
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("https://aws.amazon.com/iam"));
    response
}
