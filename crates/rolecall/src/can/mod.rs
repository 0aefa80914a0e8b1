//! `rolecall can`: whether somebody may do something, by a running server or by policies in files.

mod answer;

use std::path::PathBuf;

use clap::Args;
use rolecall_model::AccountId;
use tokio::runtime::Builder;

use crate::cli::{Ended, NotRun};
use crate::client::{Client, Credentials, Endpoint, NotAnswered, Signing};
use crate::failure::Failure;
use crate::simulate::{self, Circumstances, Format, PolicyFiles};
use answer::Answer;

/// What somebody can do who has no server.
const INSTEAD: &str = "; to ask without a server, name policies in files, such as --identity FILE";

/// The words of `rolecall can`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Who: an ARN; for a server also `user/alice`, `role/web` or `root` of the account of the credentials
    principal: String,

    /// Would do what, such as `s3:GetObject`
    action: String,

    /// On what: an ARN, or `*` for actions without a resource
    resource: String,

    /// The server to ask [default: `$AWS_ENDPOINT_URL`]
    #[arg(long, value_name = "URL", conflicts_with = "PolicyFiles")]
    endpoint: Option<String>,

    /// The profile in the shared credentials file to sign with [default: `$AWS_PROFILE`, or `default`]
    #[arg(long, value_name = "NAME", conflicts_with = "PolicyFiles")]
    profile: Option<String>,

    /// Certificates (PEM) to trust an HTTPS server by [default: `$AWS_CA_BUNDLE`, or the system's]
    #[arg(long, value_name = "FILE", conflicts_with = "PolicyFiles")]
    ca_bundle: Option<PathBuf>,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    circumstances: Circumstances,

    #[command(flatten)]
    policies: PolicyFiles,
}

/// Decides under the policies in files, or asks the server.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    let Arguments { principal, action, resource, circumstances, policies, .. } = arguments;
    if policies.is_empty() {
        return ask(arguments);
    }
    if is_short(principal) {
        let why = format!("`{principal}` does not say of which account");
        return Err(Failure::usage(
            "the principal is not known",
            why,
            "name it by its ARN; only a server can complete it",
        )
        .into());
    }
    simulate::answer(&simulate::Question { principal, action, resource, circumstances, policies }, arguments.format)
}

fn ask(arguments: &Arguments) -> Result<Ended, NotRun> {
    let endpoint = |service| Endpoint::of(service, arguments.endpoint.as_deref(), INSTEAD);
    let (iam, sts) = (endpoint("iam")?, endpoint("sts")?);
    let credentials = Credentials::find(arguments.profile.as_deref(), INSTEAD)?;
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::new("the server cannot be asked", error, "see whether the machine is short of file descriptors")
    })?;
    let client = Client { signing: Signing::Key(credentials), ca_bundle: arguments.ca_bundle.clone() };
    let principal = runtime.block_on(complete(&client, &sts, &arguments.principal)).map_err(NotRun::from)?;
    let parameters = parameters(arguments, &principal);
    let answered = runtime.block_on(client.call(&iam, "SimulatePrincipalPolicy", &parameters)).map_err(NotRun::from)?;
    let answer = Answer::read(&answered, &principal, arguments).ok_or_else(|| no_answer("it holds no decision"))?;
    simulate::print(answer.shown(arguments.format))?;
    Ok(if answer.is_allowed() { Ended::Well } else { Ended::WithObjections })
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
fn is_short(principal: &str) -> bool {
    principal == "root" || ["user/", "group/", "role/"].iter().any(|kind| principal.starts_with(kind))
}

fn parameters(arguments: &Arguments, principal: &str) -> Vec<(String, String)> {
    let mut parameters = vec![
        ("PolicySourceArn".to_owned(), principal.to_owned()),
        ("ActionNames.member.1".to_owned(), arguments.action.clone()),
        ("ResourceArns.member.1".to_owned(), arguments.resource.clone()),
    ];
    if let Some(account) = arguments.circumstances.resource_account() {
        parameters.push(("ResourceOwner".to_owned(), format!("arn:aws:iam::{account}:root")));
    }
    for (number, (key, values)) in (1..).zip(arguments.circumstances.context()) {
        let entry = format!("ContextEntries.member.{number}");
        let kind = if values.len() == 1 { "string" } else { "stringList" };
        parameters.push((format!("{entry}.ContextKeyName"), key.to_owned()));
        parameters.push((format!("{entry}.ContextKeyType"), kind.to_owned()));
        let values = (1..).zip(values);
        parameters
            .extend(values.map(|(at, value)| (format!("{entry}.ContextKeyValues.member.{at}"), value.to_owned())));
    }
    parameters
}

fn no_answer(why: &str) -> NotRun {
    NotRun::Undecided(Failure::new("the server's answer makes no sense", why, "see whether the endpoint serves IAM"))
}

impl From<NotAnswered> for NotRun {
    fn from(error: NotAnswered) -> Self {
        let asked = "the server was asked and did not decide";
        match error {
            NotAnswered::Unreachable(why) => {
                Self::Unreachable(Failure::new("the server cannot be reached", why, "start it, or correct --endpoint"))
            }
            NotAnswered::Refused { code, message } => {
                let remedy = "see whether the principal exists, and whether the credentials allow to ask about it";
                Self::Undecided(Failure::new(asked, format_args!("{code}: {message}"), remedy))
            }
            NotAnswered::Senseless(why) => no_answer(&why),
        }
    }
}
