//! Calls to the service `rolecall` that commands on workloads and hosts share: the words, the call, the pages of a list, the output.

mod table;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use crate::cli::{Ended, NotRun, harmless};
use crate::client::{NotAnswered, SERVICE, ServerOptions};
use crate::simulate;
pub(crate) use table::{day, table, text};

/// How answers are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// As the server answers
    Json,
}

/// The input of an operation.
pub(crate) type Input = Map<String, Value>;

/// Which server is called, and how its answer is printed.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    server: ServerOptions,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Options {
    /// Calls one operation, `doing` being what the operator wants by it.
    pub(crate) fn call(&self, operation: &str, input: Input, doing: &str) -> Result<Value, NotRun> {
        let (endpoint, client) = (self.server.endpoint(SERVICE)?, self.server.client()?);
        let answer = crate::creds::runtime()?.block_on(client.call_json(&endpoint, operation, &Value::Object(input)));
        answer.map_err(|error| error.while_trying_to(doing))
    }

    /// Calls an operation that lists, until there is no further page: all items of the member of this name.
    pub(crate) fn list(
        &self,
        operation: &str,
        mut input: Input,
        member: &str,
        doing: &str,
    ) -> Result<Vec<Value>, NotRun> {
        let mut items = Vec::new();
        loop {
            let mut page = self.call(operation, input.clone(), doing)?;
            let Some(Value::Array(more)) = page.get_mut(member).map(Value::take) else {
                return Err(NotAnswered::Senseless(format!("it holds no {member}")).while_trying_to(doing));
            };
            // A page that holds nothing and names another one would never end.
            let is_empty = more.is_empty();
            items.extend(more);
            match page.get("NextToken") {
                Some(token @ Value::String(_)) if !is_empty => {
                    drop(input.insert("NextToken".to_owned(), token.clone()));
                }
                _ => return Ok(items),
            }
        }
    }

    /// Prints the answer as JSON, or the text that `shown` makes of it.
    pub(crate) fn print(&self, answer: &Value, shown: impl FnOnce(&Value) -> String) -> Result<Ended, NotRun> {
        simulate::print(match self.format {
            Format::Json => format!("{answer}\n"),
            Format::Text => harmless(&shown(answer)),
        })?;
        Ok(Ended::Well)
    }
}

/// The input of an operation: of these members those that have a value.
pub(crate) fn input<'a>(members: impl IntoIterator<Item = (&'static str, Option<&'a str>)>) -> Input {
    let given = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?))));
    given.collect()
}
