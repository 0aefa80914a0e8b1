//! One question from the words of the command line, and its answer.

use std::fmt;
use std::io::{self, Write};

use clap::{Args, ValueEnum};
use rolecall_policy::Outcome;
use rolecall_policy::simulate::{Answer, Decided, Fault, FaultCode, Simulator};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::given::{Circumstances, PolicyFiles};
use super::server;
use crate::cli::{Ended, NotRun, harmless};
use crate::client::ServerOptions;
use crate::failure::Failure;

/// How answers are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The verdict and the gates that led to it
    #[default]
    Text,
    /// The answer of the batch form, with its explanation
    Json,
}

/// How a question is put and answered, beside who, what and on what.
#[derive(Debug, Args)]
pub(crate) struct Terms {
    /// How the answer is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    server: ServerOptions,

    #[command(flatten)]
    pub(super) circumstances: Circumstances,

    #[command(flatten)]
    pub(super) policies: PolicyFiles,
}

/// A question.
pub(crate) struct Question<'a> {
    pub(crate) principal: &'a str,
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) terms: &'a Terms,
}

impl Question<'_> {
    /// The question in the batch form.
    fn line(&self) -> Result<String, Failure> {
        let context = self.terms.circumstances.context().into_iter().map(|(key, values)| match values.as_slice() {
            [one] => (key.to_owned(), json!(one)),
            _ => (key.to_owned(), json!(values)),
        });
        let line = json!({
            "principal": self.principal,
            "action": self.action,
            "resource": self.resource,
            "resourceAccount": self.terms.circumstances.resource_account(),
            "context": Value::Object(context.collect()),
            "policies": self.terms.policies.read()?,
        });
        Ok(line.to_string())
    }
}

/// Decides under the policies in files, or has the server decide if there are none or a server is named; prints the answer.
pub(crate) fn answer(question: &Question<'_>) -> Result<Ended, NotRun> {
    let Terms { format, server, policies, .. } = question.terms;
    if server.are_given() || policies.is_empty() {
        return shown(None, server::ask(question, server)?, *format);
    }
    if server::is_short(question.principal) {
        let why = format!("`{}` does not say of which account", question.principal);
        let remedy = "name it by its ARN; only a server can complete it";
        return Err(Failure::usage("the principal is not known", why, remedy).into());
    }
    let line = question.line()?;
    let Answer { id, result } = Simulator::new().explaining().answer(line.as_bytes());
    shown(id, result.map_err(|fault| not_decided(&fault))?, *format)
}

fn shown(id: Option<&RawValue>, decided: Decided, format: Format) -> Result<Ended, NotRun> {
    let ended = if decided.decision == Outcome::Allowed { Ended::Well } else { Ended::WithObjections };
    match format {
        Format::Json => print(format_args!("{}\n", json!(Answer { id, result: Ok(decided) })))?,
        Format::Text => decided.explanation.map_or(Ok(()), |why| print(harmless(&why.to_string())))?,
    }
    Ok(ended)
}

/// Prints the result. That nobody may be reading any more does not matter.
pub(crate) fn print(text: impl fmt::Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new("the result cannot be printed", error, "see where standard output leads"))
        }
        _ => Ok(()),
    }
}

fn not_decided(fault: &Fault) -> NotRun {
    let what = "the question cannot be decided";
    match fault.code {
        FaultCode::InvalidPolicy | FaultCode::LineTooLong | FaultCode::NotJson | FaultCode::InvalidQuestion => {
            let remedy = "correct the policy; `rolecall policy check` says what is wrong with it";
            NotRun::Undecided(Failure::new(what, fault, remedy))
        }
        FaultCode::InvalidPrincipal
        | FaultCode::InvalidAction
        | FaultCode::InvalidResource
        | FaultCode::InvalidAccount => {
            NotRun::Failed(Failure::usage(what, fault, "correct it; `rolecall simulate --help` says what is expected"))
        }
    }
}
