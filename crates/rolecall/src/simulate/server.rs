//! One question that a running server answers: `rolecall:ExplainAccess`.

use rolecall_model::AccountId;
use rolecall_policy::simulate::{Decided, DecidedBy, StatementPosition};
use rolecall_policy::{Explanation, PolicyType, StatementPlace};
use serde_json::{Map, Value, json};

use super::single::Question;
use crate::cli::NotRun;
use crate::client::{Client, Endpoint, NotAnswered, SERVICE, ServerOptions};
use crate::creds::runtime;
use crate::failure::Failure;

/// What somebody can do who has no server.
const INSTEAD: &str = "; to ask without a server, name policies in files, such as --identity FILE";

/// What the server says.
pub(super) fn ask(question: &Question<'_>, server: &ServerOptions) -> Result<Decided, NotRun> {
    let server = server.or_else(INSTEAD);
    let (endpoint, sts, client) = (server.endpoint(SERVICE)?, server.endpoint("sts")?, server.client()?);
    let mut input = question.terms.policies.for_server()?;
    let answer = runtime()?.block_on(async {
        let principal = complete(&client, &sts, question.principal).await?;
        input.insert("PolicySourceArn".to_owned(), json!(principal));
        describe(question, &mut input);
        client.call_json(&endpoint, "ExplainAccess", &Value::Object(input)).await
    });
    decided(&answer.map_err(undecided)?).ok_or_else(|| senseless("it holds no explanation"))
}

/// The ARN that a short form stands for in the account of the credentials.
async fn complete(client: &Client, sts: &Endpoint, principal: &str) -> Result<String, NotAnswered> {
    if !is_short(principal) {
        return Ok(principal.to_owned());
    }
    let identity = client.call(sts, "GetCallerIdentity", &[]).await?;
    let account = identity.text_of(&["GetCallerIdentityResult", "Account"]).unwrap_or_default();
    let account: AccountId = account.parse().map_err(|_| NotAnswered::Senseless("it names no account".to_owned()))?;
    Ok(format!("arn:aws:iam::{account}:{principal}"))
}

/// Whether this is the part of an ARN that follows the account.
pub(super) fn is_short(principal: &str) -> bool {
    principal == "root" || ["user/", "group/", "role/"].iter().any(|kind| principal.starts_with(kind))
}

/// Adds what, on what, and what is known of the request.
fn describe(question: &Question<'_>, input: &mut Map<String, Value>) {
    let entries = question.terms.circumstances.context().into_iter().map(|(key, values)| {
        let kind = if values.len() == 1 { "string" } else { "stringList" };
        json!({"ContextKeyName": key, "ContextKeyType": kind, "ContextKeyValues": values})
    });
    input.insert("ContextEntries".to_owned(), entries.collect());
    input.insert("ActionName".to_owned(), json!(question.action));
    input.insert("ResourceArn".to_owned(), json!(question.resource));
    if let Some(account) = question.terms.circumstances.resource_account() {
        input.insert("ResourceOwner".to_owned(), json!(format!("arn:aws:iam::{account}:root")));
    }
}

fn decided(answer: &Value) -> Option<Decided> {
    let explanation: Explanation = serde_json::from_str(answer.get("Explanation")?.as_str()?).ok()?;
    let decided_by = explanation.decided_by.map(|kind| decided_by(kind, explanation.deciding.as_ref()));
    Some(Decided { decision: explanation.outcome, decided_by, explanation: Some(explanation) })
}

fn decided_by(kind: PolicyType, deciding: Option<&StatementPlace>) -> DecidedBy {
    let position = |at: &StatementPlace| {
        at.place.map(|place| StatementPosition { index: at.index, line: place.line, column: place.column })
    };
    DecidedBy {
        kind,
        name: deciding.map(|at| at.policy.clone()),
        sid: deciding.and_then(|at| at.sid.clone()),
        position: deciding.and_then(position),
    }
}

fn senseless(why: &str) -> NotRun {
    let remedy = "see whether the endpoint is that of a Rolecall server";
    NotRun::Undecided(Failure::new("the server's answer makes no sense", why, remedy))
}

fn undecided(error: NotAnswered) -> NotRun {
    match error {
        NotAnswered::Unreachable(why) => {
            NotRun::Unreachable(Failure::new("the server cannot be reached", why, "start it, or correct --endpoint"))
        }
        NotAnswered::Refused { code, message } => {
            let why = format_args!("{code}: {message}");
            let remedy = "see whether the principal exists, and whether the credentials allow to ask about it";
            NotRun::Undecided(Failure::new("the server was asked and did not decide", why, remedy))
        }
        NotAnswered::Senseless(why) => senseless(&why),
    }
}
