//! `rolecall workload`: the workloads that a server knows, and the roles that are handed to them.

mod shown;
mod tag;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::{Ended, NotRun};
use crate::registry::{Input, Options, input};
use tag::Tag;

/// What can be done with workloads.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Register a workload with the role that it gets
    Register(Register),
    /// List the workloads of the account
    List(List),
    /// Show one workload
    Show(One),
    /// Give a workload another role, from its next credentials on
    Swap(Swap),
    /// Say which host a workload runs on, and may fetch its credentials
    Assign(Assign),
    /// Remove a workload; credentials that it has live on until they expire
    Remove(One),
}

/// A workload by its name.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// ARN of the instance, task, function or stack
    #[arg(value_name = "ARN")]
    workload: String,

    #[command(flatten)]
    options: Options,
}

/// The roles that a workload gets.
#[derive(Debug, Args)]
#[group(multiple = true, required = true)]
pub(crate) struct Roles {
    /// Name of the role that it runs under
    #[arg(long, value_name = "NAME", conflicts_with = "instance_profile")]
    role: Option<String>,

    /// Name of the instance profile whose role it runs under; instances only
    #[arg(long, value_name = "NAME")]
    instance_profile: Option<String>,

    /// Name of the role that it is started under; tasks only
    #[arg(long, value_name = "NAME")]
    execution_role: Option<String>,
}

/// The words of `rolecall workload register`.
#[derive(Debug, Args)]
pub(crate) struct Register {
    #[command(flatten)]
    one: One,

    #[command(flatten)]
    roles: Roles,

    /// Id of the host that it runs on
    #[arg(long, value_name = "ID")]
    host: Option<String>,

    /// A tag of the workload; can be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    tag: Vec<Tag>,
}

/// The words of `rolecall workload list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those on the host with this id
    #[arg(long, value_name = "ID")]
    host: Option<String>,

    #[command(flatten)]
    options: Options,
}

/// The words of `rolecall workload swap`.
#[derive(Debug, Args)]
pub(crate) struct Swap {
    #[command(flatten)]
    one: One,

    #[command(flatten)]
    roles: Roles,
}

/// The words of `rolecall workload assign`.
#[derive(Debug, Args)]
pub(crate) struct Assign {
    #[command(flatten)]
    one: One,

    /// Id of the host [default: none]
    #[arg(long, value_name = "ID")]
    host: Option<String>,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> Result<Ended, NotRun> {
    match command {
        Command::Register(words) => {
            let mut input = words.roles.input(&words.one, words.host.as_deref());
            if !words.tag.is_empty() {
                input.insert("Tags".to_owned(), json!(words.tag));
            }
            words.one.call("RegisterWorkload", input, "register the workload")
        }
        Command::List(List { host, options }) => {
            let input = input([("HostId", host.as_deref())]);
            let workloads = options.list("ListWorkloads", input, "Workloads", "list the workloads")?;
            options.print(&json!({"Workloads": workloads}), shown::all)
        }
        Command::Show(one) => one.call("DescribeWorkload", one.input(), "show the workload"),
        Command::Swap(Swap { one, roles }) => {
            one.call("SwapWorkloadRole", roles.input(one, None), "give the workload another role")
        }
        Command::Assign(Assign { one, host }) => {
            let input = input([("WorkloadArn", Some(&*one.workload)), ("HostId", host.as_deref())]);
            one.call("AssignWorkload", input, "assign the workload")
        }
        Command::Remove(one) => {
            let answer = one.options.call("DeregisterWorkload", one.input(), "remove the workload")?;
            one.options.print(&answer, |_| String::new())
        }
    }
}

impl One {
    fn input(&self) -> Input {
        input([("WorkloadArn", Some(&*self.workload))])
    }

    /// Calls an operation that answers with the workload, and prints it.
    fn call(&self, operation: &str, input: Input, doing: &str) -> Result<Ended, NotRun> {
        let answer = self.options.call(operation, input, doing)?;
        self.options.print(&answer, shown::one)
    }
}

impl Roles {
    fn input(&self, one: &One, host: Option<&str>) -> Input {
        input([
            ("WorkloadArn", Some(&*one.workload)),
            ("RoleName", self.role.as_deref()),
            ("InstanceProfileName", self.instance_profile.as_deref()),
            ("ExecutionRoleName", self.execution_role.as_deref()),
            ("HostId", host),
        ])
    }
}
