//! `rolecall host`: the hosts that fetch credentials for the workloads that run on them.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::{Ended, NotRun};
use crate::registry::{Options, day, input, table, text};

/// What can be done with hosts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print a join token, by which one host can join once
    Token(Token),
    /// List the hosts of the account
    List(List),
    /// End a host's identity at once; its workloads stay registered
    Remove(Remove),
}

/// The words of `rolecall host token`.
#[derive(Debug, Args)]
pub(crate) struct Token {
    /// What the host will be called
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// For how many seconds the token can be used
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u32).range(60..=86400))]
    valid: u32,

    #[command(flatten)]
    options: Options,
}

/// The words of `rolecall host list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    options: Options,
}

/// The words of `rolecall host remove`.
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Id of the host
    #[arg(value_name = "ID")]
    host: String,

    #[command(flatten)]
    options: Options,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> Result<Ended, NotRun> {
    match command {
        Command::Token(Token { name, valid, options }) => {
            let mut input = input([("HostName", name.as_deref())]);
            input.insert("ValidSeconds".to_owned(), json!(valid));
            let made = options.call("CreateJoinToken", input, "make a join token")?;
            // As the agent reads it, and nothing else, so that it can go into a file.
            options.print(&made, |made| format!("{}:{}\n", text(made, "JoinTokenId"), text(made, "JoinToken")))
        }
        Command::List(List { options }) => {
            let hosts = options.list("ListHosts", input([]), "Hosts", "list the hosts")?;
            options.print(&json!({"Hosts": hosts}), shown)
        }
        Command::Remove(Remove { host, options }) => {
            let answer = options.call("RemoveHost", input([("HostId", Some(&**host))]), "remove the host")?;
            options.print(&answer, |_| String::new())
        }
    }
}

fn shown(answer: &Value) -> String {
    let hosts = answer.get("Hosts").and_then(Value::as_array).into_iter().flatten();
    let rows = hosts.map(|host| {
        let (enrolled, expires) = (day(host, "EnrolledDate"), day(host, "ExpirationDate"));
        [text(host, "HostId"), text(host, "HostName"), text(host, "Status"), enrolled, expires]
    });
    table(["HOST", "NAME", "STATUS", "ENROLLED", "EXPIRES"], rows)
}
