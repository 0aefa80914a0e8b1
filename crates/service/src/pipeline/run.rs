//! Running one call to its end.

use rolecall_model::Time;
use rolecall_model::shape::{Decoder, Encode, Refusal, Sink, Violation};

use super::{Authorized, Call, Execution, Outcome, Scene};
use crate::caller::Caller;
use crate::directory::{Snapshot, Transaction, unavailable};
use crate::fault::{Fault, common};
use crate::operation::Operation;
use crate::server::Server;
use crate::spec::{Effect, Protocol, Service};
use crate::trail::Entry;

/// Decodes, authorises, runs, records and answers one call of `O`.
pub fn execute<'a, O: Operation>(server: &'a Server, call: Call<'a>, sink: &'a mut (dyn Sink + Send)) -> Execution<'a> {
    let now = server.clock.now();
    let operation = match Decoder::run::<O>(call.parameters) {
        Ok(operation) => operation,
        Err(refusal) => {
            let fault = refused(O::SPEC.service, refusal);
            return Execution::Done(finish::<O>(server, &call, now, None, Err(fault), sink));
        }
    };
    match O::SPEC.effect {
        Effect::Reads | Effect::Issues => {
            let result = read(server, &call, now, &operation);
            Execution::Done(finish(server, &call, now, Some(&operation), result, sink))
        }
        Effect::Writes => Execution::Waiting(Box::pin(async move {
            let result = write(server, &call, now, &operation).await;
            finish(server, &call, now, Some(&operation), result, sink).recorded().await
        })),
    }
}

fn read<O: Operation>(server: &Server, call: &Call<'_>, now: Time, operation: &O) -> Result<O::Output, Fault> {
    let snapshot = &call.identified.snapshot;
    let mut transaction = Transaction::on(snapshot.clone());
    authorised_run(server, call, now, operation, call.identified.caller(), snapshot, &mut transaction)
}

async fn write<O: Operation>(server: &Server, call: &Call<'_>, now: Time, operation: &O) -> Result<O::Output, Fault> {
    let (output, ticket) = server.directory.write(|transaction| {
        let before = transaction.base().clone();
        // Other calls may have changed the caller, or ended it, since it was identified.
        let caller = call.identified.caller().present(&before)?;
        authorised_run(server, call, now, operation, &caller, &before, transaction)
    })?;
    match ticket {
        Some(ticket) => ticket.await.map(|_| output).map_err(|error| unavailable(&error)),
        None => Ok(output),
    }
}

fn authorised_run<O: Operation>(
    server: &Server,
    call: &Call<'_>,
    now: Time,
    operation: &O,
    caller: &Caller,
    snapshot: &Snapshot,
    transaction: &mut Transaction,
) -> Result<O::Output, Fault> {
    let scene = Scene {
        server,
        snapshot,
        caller,
        region: region(O::SPEC.service, call),
        circumstances: &call.circumstances,
        now,
    };
    scene.check_credentials(&O::SPEC)?;
    scene.authorise(O::SPEC.service, &operation.access(&scene)?)?;
    O::run(Authorized { operation, scene: &scene }, transaction)
}

/// Records the call, and plays its answer.
fn finish<'a, O: Operation>(
    server: &'a Server,
    call: &Call<'_>,
    now: Time,
    operation: Option<&O>,
    result: Result<O::Output, Fault>,
    sink: &mut dyn Sink,
) -> Outcome<'a> {
    let entry = Entry {
        spec: &O::SPEC,
        caller: call.identified.caller(),
        region: region(O::SPEC.service, call),
        circumstances: &call.circumstances,
        now,
        parameters: operation.map(|operation| operation as &dyn Encode),
        outcome: result.as_ref().map(|output| output as &dyn Encode),
    };
    let receipt = entry.record(&*server.trail, &*server.entropy);
    Outcome { result: result.map(|output| output.encode(sink)), receipt }
}

/// The region that a call is made in: global services live in one.
fn region<'a>(service: Service, call: &'a Call<'_>) -> &'a str {
    match service {
        Service::Iam | Service::Organizations => "us-east-1",
        Service::Sts | Service::Rolecall => call.identified.region(),
    }
}

/// AWS's words for parameters that are refused.
fn refused(service: Service, refusal: Refusal) -> Fault {
    let json = matches!(service.protocol(), Protocol::Json11 { .. });
    let (validation, malformed) = if json {
        (common::VALIDATION_EXCEPTION, common::SERIALIZATION_EXCEPTION)
    } else {
        (common::VALIDATION_ERROR, common::MALFORMED_INPUT)
    };
    match refusal {
        Refusal::Malformed { at, expected } if at.is_empty() => Fault::new(malformed, format!("expected {expected}")),
        Refusal::Malformed { at, expected } => Fault::new(malformed, format!("expected {expected} at {at}")),
        Refusal::Rejected(sentence) => Fault::new(validation, sentence),
        Refusal::Violations(violations) => Fault::new(validation, violation_text(service, &violations)),
    }
}

fn violation_text(service: Service, violations: &[Violation]) -> String {
    let one = |Violation { at, shown, requirement }: &Violation| match service {
        // IAM stopped echoing values in 2026.
        Service::Iam => format!("Value at '{at}' failed to satisfy constraint: {}", without_choices(requirement)),
        _ => format!("Value {shown} at '{at}' failed to satisfy constraint: {requirement}"),
    };
    let (count, plural) = (violations.len(), if violations.len() == 1 { "" } else { "s" });
    let all: Vec<String> = violations.iter().map(one).collect();
    format!("{count} validation error{plural} detected: {}", all.join("; "))
}

/// IAM names the enum value set without listing it.
fn without_choices(requirement: &str) -> &str {
    requirement
        .split_once("enum value set")
        .map_or(requirement, |(head, _)| requirement.get(..head.len() + "enum value set".len()).unwrap_or(requirement))
}
