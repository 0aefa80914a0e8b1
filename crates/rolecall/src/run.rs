//! `rolecall run`: a command as a service would run it, with the role that is passed to it.

use std::ffi::OsString;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use data_encoding::HEXLOWER;
use rolecall_model::Entropy;
use serde_json::{Value, json};

use crate::ambient::OsEntropy;
use crate::cli::{Ended, NotRun};
use crate::client::{Client, Endpoint, NotAnswered, SERVICE, ServerOptions, region};
use crate::creds;
use crate::failure::warn;
use crate::issuing::{RegisteredWorkload, account};
use crate::process::{self, Environment};

/// The words of `rolecall run`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The service that the command is run by
    #[arg(long, value_enum)]
    service: RunningService,

    /// Name of the role that is passed to the command
    #[arg(long, value_name = "NAME")]
    role: String,

    /// ARN of the function, task, instance or stack [default: one of the role's name, in the account of the credentials]
    #[arg(long, value_name = "ARN")]
    source_arn: Option<String>,

    #[command(flatten)]
    server: ServerOptions,

    /// The command and its arguments, after `--`
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// The services that run workloads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RunningService {
    /// A function
    #[value(name = "lambda.amazonaws.com")]
    Lambda,
    /// A task
    #[value(name = "ecs-tasks.amazonaws.com")]
    EcsTasks,
    /// An instance
    #[value(name = "ec2.amazonaws.com")]
    Ec2,
    /// A stack
    #[value(name = "cloudformation.amazonaws.com")]
    CloudFormation,
}

/// A workload that is known to the server.
struct Registered {
    client: Client,
    endpoint: Endpoint,
    arn: String,
    /// Whether it was registered here, and not before.
    is_ours: bool,
}

/// Registers the workload, runs the command, and removes the workload.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    creds::runtime()?.block_on(async {
        let registered = Registered::new(arguments).await?;
        let issuer = RegisteredWorkload {
            caller: Arc::new(registered.client.clone()),
            endpoint: registered.endpoint.clone(),
            workload_arn: registered.arn.clone(),
        };
        let endpoint_url = arguments.server.url_for_children().map(str::to_owned);
        let environment = Environment { endpoint_url, more: arguments.service.variables(&registered.arn) };
        let ended = process::run(&arguments.command, Arc::new(issuer), environment).await;
        registered.remove().await;
        ended
    })
}

impl Registered {
    async fn new(arguments: &Arguments) -> Result<Self, NotRun> {
        let (endpoint, client) = (arguments.server.endpoint(SERVICE)?, arguments.server.client()?);
        let arn = if let Some(arn) = &arguments.source_arn {
            arn.clone()
        } else {
            let account = account(&client, &arguments.server.endpoint("sts")?).await;
            let account = account.map_err(|error| error.while_trying_to("find the account"))?;
            arguments.service.arn_of(&account, &arguments.role)
        };
        let input = json!({"WorkloadArn": arn, "RoleName": arguments.role});
        let is_ours = match client.call_json(&endpoint, "RegisterWorkload", &input).await {
            Ok(_) => true,
            Err(NotAnswered::Refused { code, message }) if code == "ConflictException" => {
                let conflict = NotAnswered::Refused { code, message };
                check_same_role(&client, &endpoint, &arn, &arguments.role, conflict).await?;
                false
            }
            Err(error) => return Err(error.while_trying_to("register the workload")),
        };
        Ok(Self { client, endpoint, arn, is_ours })
    }

    /// A workload that stays registered has no credentials by that; the operator is told how to remove it.
    async fn remove(self) {
        if self.is_ours {
            let input = json!({"WorkloadArn": self.arn});
            if self.client.call_json(&self.endpoint, "DeregisterWorkload", &input).await.is_err() {
                warn(format_args!("{} stays registered; remove it by `rolecall workload remove`", self.arn));
            }
        }
    }
}

/// A workload that is there already is used if it has this role, as the environments of one function share it.
async fn check_same_role(
    client: &Client,
    endpoint: &Endpoint,
    arn: &str,
    role: &str,
    conflict: NotAnswered,
) -> Result<(), NotRun> {
    let described = client.call_json(endpoint, "DescribeWorkload", &json!({"WorkloadArn": arn})).await;
    let described = described.map_err(|error| error.while_trying_to("look at the workload that is registered"))?;
    let held = described.pointer("/Workload/RoleArn").and_then(Value::as_str).unwrap_or_default();
    if held.rsplit('/').next() == Some(role) {
        return Ok(());
    }
    Err(conflict.while_trying_to("register the workload, which is there with another role"))
}

impl RunningService {
    /// An ARN for the command, of the role's name where the kind has names.
    fn arn_of(self, account: &str, role: &str) -> String {
        let region = region();
        let mut bytes = [0; 16];
        OsEntropy.fill(&mut bytes);
        let id = HEXLOWER.encode(&bytes);
        match self {
            Self::Lambda => format!("arn:aws:lambda:{region}:{account}:function:{role}"),
            Self::EcsTasks => format!("arn:aws:ecs:{region}:{account}:task/default/{id}"),
            Self::Ec2 => {
                let id: String = id.chars().take(17).collect();
                format!("arn:aws:ec2:{region}:{account}:instance/i-{id}")
            }
            Self::CloudFormation => format!("arn:aws:cloudformation:{region}:{account}:stack/{role}/{id}"),
        }
    }

    /// What the service sets for the command.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>
    fn variables(self, arn: &str) -> Vec<(&'static str, String)> {
        if self != Self::Lambda {
            return Vec::new();
        }
        let name = arn.rsplit(':').next().unwrap_or_default().to_owned();
        vec![("AWS_LAMBDA_FUNCTION_NAME", name), ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned())]
    }
}
