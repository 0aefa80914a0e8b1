//! From a request whose operation is known to its result.

use std::pin::pin;
use std::sync::Arc;

use rolecall_gateway::HeaderLines;
use rolecall_model::shape::Value;
use rolecall_service::fault::common;
use rolecall_service::{Call, Declaration, Effect, Fault, Server};

use super::caught::caught;
use super::head::signed_parts;
use super::visit::Visit;
use crate::wire::envelope::{Envelope, Wire};
use crate::wire::json_reader;
use crate::wire::query::{Form, FormError};

/// What is called, and how its answer is written.
#[derive(Clone, Copy)]
pub(super) struct Errand {
    pub(super) declaration: &'static Declaration,
    pub(super) wire: Wire,
}

impl Errand {
    /// Identifies the caller, reads the parameters, calls, and writes the body of the answer.
    ///
    /// A call that writes goes on even if the client goes away: what it changes must be recorded.
    pub(super) async fn run(
        self,
        server: &Arc<Server>,
        visit: &Arc<Visit>,
        form: Option<Form<'_>>,
    ) -> Result<String, Fault> {
        let result = if self.declaration.spec.effect == Effect::Writes {
            let (server, visit) = (server.clone(), visit.clone());
            tokio::spawn(async move { self.call(&server, &visit, None).await }).await.ok()
        } else {
            caught(pin!(self.call(server, visit, form))).await.ok()
        };
        result.unwrap_or_else(|| Err(Fault::new(common::INTERNAL_FAILURE, "")))
    }

    async fn call(self, server: &Server, visit: &Visit, form: Option<Form<'_>>) -> Result<String, Fault> {
        let spec = &self.declaration.spec;
        let lines = HeaderLines::of(&visit.parts.headers);
        let identified = server.identify(spec.service, &signed_parts(&visit.parts, &lines), &visit.body.bytes)?;
        let parameters = self.parameters(visit, form)?;
        let has_result = self.declaration.has_result();
        let envelope = Envelope { wire: self.wire, operation: spec.name, has_result, request_id: visit.id.as_str() };
        let mut body = envelope.open();
        let call = Call { identified, parameters: &parameters, circumstances: visit.circumstances() };
        (self.declaration.execute)(server, call, body.sink()).finished().await?;
        Ok(envelope.close(body))
    }

    fn parameters<'v>(self, visit: &'v Visit, form: Option<Form<'v>>) -> Result<Value<'v>, Fault> {
        let body = &visit.body.bytes;
        match (self.wire, form) {
            (Wire::Json11, _) => json_reader::read(body).map_err(|_| Fault::new(common::SERIALIZATION_EXCEPTION, "")),
            (_, Some(form)) => form.into_parameters().map_err(form_fault),
            (_, None) => Form::read(visit.query(), body).and_then(Form::into_parameters).map_err(form_fault),
        }
    }
}

/// The error of a form that can be decoded but not be used.
pub(super) fn form_fault(problem: FormError) -> Fault {
    let message = match problem {
        FormError::Malformed => "",
        FormError::TooMany => "too many parameters",
        FormError::TooDeep => "a parameter is nested too deeply",
    };
    Fault::new(common::MALFORMED_INPUT, message)
}
