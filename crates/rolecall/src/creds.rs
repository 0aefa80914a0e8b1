//! `rolecall creds`: the credentials of a role that the caller assumes, printed.

use clap::{Args, ValueEnum};
use rolecall_model::json::push_string;
use rolecall_workload::Issued;
use tokio::runtime::{Builder, Runtime};
use zeroize::Zeroizing;

use crate::cli::{Ended, NotRun};
use crate::client::{ServerOptions, variable};
use crate::failure::Failure;
use crate::issuing::{AssumedRole, role_arn};
use crate::process;
use crate::simulate;

/// The longest name of a session.
const LONGEST_NAME: usize = 64;

/// The words of `rolecall creds`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    role: RoleOptions,

    #[command(flatten)]
    server: ServerOptions,

    /// How the credentials are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Which role, and how it is assumed.
#[derive(Debug, Args)]
pub(crate) struct RoleOptions {
    /// The role: an ARN, or `name` or `role/path/name` of the account of the credentials
    role: String,

    /// Name of the session [default: `$USER`, or `rolecall`]
    #[arg(long, value_name = "NAME")]
    session_name: Option<String>,

    /// Seconds that the credentials live [default: 3600]
    #[arg(long, value_name = "SECONDS")]
    duration: Option<u32>,

    /// The external id that the trust policy asks for
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
}

/// How credentials are printed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For the setting `credential_process` of a profile
    #[default]
    Process,
    /// Lines for a shell
    Env,
    /// As `aws sts assume-role` prints them
    Json,
}

/// Assumes the role and prints its credentials.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    let issued = runtime()?.block_on(async {
        let issuer = arguments.role.issuer(&arguments.server).await?;
        issuer.assume().await.map_err(process::no_credentials)
    })?;
    simulate::print(shown(&issued, arguments.format).as_str())?;
    Ok(Ended::Well)
}

/// What commands that call a server run in.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|error| {
        Failure::new("the server cannot be called", error, "see whether the machine is short of file descriptors")
    })
}

impl RoleOptions {
    /// Assumes this role as the caller.
    pub(crate) async fn issuer(&self, server: &ServerOptions) -> Result<AssumedRole, NotRun> {
        let (endpoint, client) = (server.endpoint("sts")?, server.client()?);
        let role_arn = role_arn(&client, &endpoint, &self.role).await;
        let role_arn = role_arn.map_err(|error| error.while_trying_to("find the role"))?;
        let session_name = self.session_name.clone().unwrap_or_else(own_name);
        let (duration, external_id) = (self.duration, self.external_id.clone());
        Ok(AssumedRole { client, endpoint, role_arn, session_name, duration, external_id })
    }
}

/// The caller's name on this machine, as far as it fits a session.
fn own_name() -> String {
    let fits = |c: &char| c.is_ascii_alphanumeric() || "+=,.@-_".contains(*c);
    let name: String = variable("USER").unwrap_or_default().chars().filter(fits).take(LONGEST_NAME).collect();
    if name.len() < 2 { "rolecall".to_owned() } else { name }
}

fn shown(issued: &Issued, format: Format) -> Zeroizing<String> {
    let expiration = issued.expiration.iso8601();
    let parts = [
        ("AccessKeyId", "AWS_ACCESS_KEY_ID", issued.access_key_id.as_str()),
        ("SecretAccessKey", "AWS_SECRET_ACCESS_KEY", issued.secret_access_key.expose()),
        ("SessionToken", "AWS_SESSION_TOKEN", issued.session_token.expose()),
        ("Expiration", "AWS_CREDENTIAL_EXPIRATION", &expiration),
    ];
    let mut out = Zeroizing::new(String::new());
    match format {
        Format::Env => {
            for (_, variable, value) in parts {
                out.extend(["export ", variable, "=", value, "\n"]);
            }
        }
        Format::Process | Format::Json => {
            let members = |out: &mut String| {
                for (number, (name, _, value)) in parts.into_iter().enumerate() {
                    out.push_str(if number > 0 { ", " } else { "" });
                    push_string(out, name);
                    out.push_str(": ");
                    push_string(out, value);
                }
            };
            if matches!(format, Format::Process) {
                out.push_str("{\"Version\": 1, ");
                members(&mut out);
                out.push_str(", \"AccountId\": ");
                push_string(&mut out, issued.role_arn.account());
                out.push_str("}\n");
            } else {
                out.push_str("{\"Credentials\": {");
                members(&mut out);
                out.push_str("}}\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use rolecall_model::{SecretKey, Time};

    use super::*;

    #[test]
    fn each_form_can_be_read_by_who_asks_for_it() {
        let issued = Issued {
            access_key_id: "ASIAAAAAAAAAAAAAAAAA".parse().unwrap(),
            secret_access_key: SecretKey::new("s/e+c".to_owned()),
            session_token: SecretKey::new("t==".to_owned()),
            issued: Time::from_epoch(0),
            expiration: Time::from_epoch(3600),
            role_arn: "arn:aws:iam::111122223333:role/web".parse().unwrap(),
            instance_profile: None,
        };
        let json = |format| serde_json::from_str::<serde_json::Value>(&shown(&issued, format)).unwrap();
        let process = json(Format::Process);
        assert_eq!((process["Version"].as_u64(), process["AccountId"].as_str()), (Some(1), Some("111122223333")));
        assert_eq!(process["Expiration"], "1970-01-01T01:00:00Z");
        assert_eq!(json(Format::Json)["Credentials"]["SecretAccessKey"], "s/e+c");
        assert!(shown(&issued, Format::Env).contains("export AWS_SESSION_TOKEN=t==\n"));
    }
}
