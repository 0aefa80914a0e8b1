//! Configuration: command line before environment before file before default.

mod environment;
mod fields;
mod file;
mod nearest;
mod secrets;
mod settings;
mod upstream_file;
mod upstream_secrets;
mod upstreams;
mod value;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use rolecall_model::AccountId;
use rolecall_service::Quotas;
use rolecall_workload::imds::Options;

use crate::cli::NotRun;
use crate::endpoints::{Binding, Bindings};
use crate::failure::Failure;
use file::File;
pub(crate) use secrets::Secrets;
pub(crate) use settings::Settings;
pub(crate) use upstreams::{ConfiguredUpstream, GatewaySettings};

/// The command whose settings these are.
const SERVE: &str = "serve";
const DEFAULT_DATA: &str = "rolecall-data";
const DEFAULT_ACCOUNT: u64 = 123_456_789_012;

/// The words of the command line, with environment and file filled in.
pub(crate) struct Matches {
    /// For clap's derived types.
    pub(crate) words: ArgMatches,
    quotas: Quotas,
    /// The upstreams of the file.
    upstreams: Vec<ConfiguredUpstream>,
}

/// What the server is told, as a whole that makes sense.
pub(crate) struct Configuration {
    /// Where everything is kept.
    pub(crate) keep: Keep,
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// The account of the first start.
    pub(crate) account: AccountId,
    /// Whether the operator named the account.
    pub(crate) account_is_chosen: bool,
    /// Certificate chain and key.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// Whether plain HTTP may leave the machine.
    pub(crate) insecure_http: bool,
    /// Whether only AWS's own region is accepted in signatures.
    pub(crate) strict_scopes: bool,
    /// The file of the master key, if it is not in the data directory.
    pub(crate) master_key_file: Option<PathBuf>,
    /// Seconds that the clock is ahead.
    pub(crate) clock_offset: i64,
    /// Instances to serve, by their instance profiles.
    pub(crate) instances: Vec<Binding>,
    /// Tasks to serve, by their roles.
    pub(crate) tasks: Vec<Binding>,
    /// How instances see their metadata.
    pub(crate) imds: Options,
    /// The region of instances, tasks and clients.
    pub(crate) region: String,
    /// How many of what an account may hold.
    pub(crate) quotas: Quotas,
    /// What stands behind the gateway.
    pub(crate) gateway: GatewaySettings,
    /// What came by the environment alone.
    pub(crate) secrets: Secrets,
}

/// Where a server keeps its directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keep {
    /// In memory, until it ends.
    InMemory,
    /// In this directory.
    In(PathBuf),
}

/// Reads command line, environment and configuration file.
pub(crate) fn read(command: Command, words: Vec<OsString>) -> Result<Matches, NotRun> {
    let command = command.mut_subcommand(SERVE, environment::with_twins);
    let Some(serve) = command.find_subcommand(SERVE) else {
        let words = command.try_get_matches_from(words)?;
        return Ok(Matches { words, quotas: Quotas::default(), upstreams: Vec::new() });
    };
    let first = command.clone().try_get_matches_from(&words);
    // A wrong value in a variable shows as an error of clap's, which does not say where the value is from.
    let wrong_value =
        |error: &clap::Error| matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue);
    if first.as_ref().map_or_else(wrong_value, |_| true) {
        environment::check_all(serve)?;
    }
    let path: Option<PathBuf> = first?.subcommand_matches(SERVE).and_then(|matches| matches.get_one("config")).cloned();
    let File { settings, quotas, upstreams } =
        path.map_or_else(|| Ok(File::default()), |path| file::read(&path, serve))?;
    let defaults = |serve| {
        settings
            .into_iter()
            .fold(serve, |serve: Command, (name, text)| serve.mut_arg(name, |it| it.default_value(text)))
    };
    let words = command.mut_subcommand(SERVE, defaults).try_get_matches_from(words)?;
    Ok(Matches { words, quotas, upstreams })
}

impl Configuration {
    /// The whole of the settings, if they go together.
    pub(crate) fn new(settings: Settings, matches: &Matches) -> Result<Self, Failure> {
        let sources = matches.words.subcommand_matches(SERVE);
        let source = |name| sources.and_then(|matches| matches.value_source(name));
        let account = settings.account.or_else(|| AccountId::from_number(DEFAULT_ACCOUNT)).unwrap_or(AccountId::ZERO);
        Ok(Self {
            gateway: GatewaySettings::new(&settings, &matches.upstreams)?,
            keep: keep(settings.data, settings.ephemeral, source("data"), source("ephemeral"))?,
            listen: settings.listen,
            account,
            account_is_chosen: settings.account.is_some(),
            tls: tls(settings.tls_cert, settings.tls_key)?,
            insecure_http: settings.insecure_http,
            instances: settings.instance.into_iter().flat_map(|Bindings(bindings)| bindings).collect(),
            tasks: settings.task.into_iter().flat_map(|Bindings(bindings)| bindings).collect(),
            imds: settings.imds.into(),
            region: settings.region,
            strict_scopes: settings.strict_scopes,
            master_key_file: settings.master_key_file,
            clock_offset: settings.clock_offset,
            quotas: matches.quotas.clone(),
            secrets: Secrets::from_environment(account)?,
        })
    }
}

/// Of a directory and `ephemeral`, what was said in the stronger place holds.
fn keep(
    data: Option<PathBuf>,
    ephemeral: bool,
    data_from: Option<ValueSource>,
    ephemeral_from: Option<ValueSource>,
) -> Result<Keep, Failure> {
    match data {
        Some(_) if ephemeral && data_from == ephemeral_from => Err(Failure::usage(
            "a server cannot be ephemeral and have a data directory",
            "both are set in the same place",
            "leave one of `data` and `ephemeral` out",
        )),
        Some(directory) if !ephemeral || data_from > ephemeral_from => Ok(Keep::In(directory)),
        None if !ephemeral => Ok(Keep::In(DEFAULT_DATA.into())),
        _ => Ok(Keep::InMemory),
    }
}

fn tls(certificate: Option<PathBuf>, key: Option<PathBuf>) -> Result<Option<(PathBuf, PathBuf)>, Failure> {
    let missing = match (certificate, key) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => return Ok(Some((certificate, key))),
        (Some(_), None) => "`tls_key` is missing",
        (None, Some(_)) => "`tls_cert` is missing",
    };
    Err(Failure::usage("TLS cannot be offered", missing, "set both --tls-cert and --tls-key, or neither"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stronger_place_decides_between_memory_and_directory() {
        use ValueSource::{CommandLine, DefaultValue, EnvVariable};
        let directory = |name: &str| Ok(Keep::In(name.into()));
        for (data, ephemeral, expected) in [
            (None, (false, DefaultValue), directory("rolecall-data")),
            (None, (true, CommandLine), Ok(Keep::InMemory)),
            (Some(CommandLine), (false, EnvVariable), directory("d")),
            (Some(CommandLine), (true, EnvVariable), directory("d")),
            (Some(EnvVariable), (true, CommandLine), Ok(Keep::InMemory)),
            (Some(DefaultValue), (true, EnvVariable), Ok(Keep::InMemory)),
            (Some(DefaultValue), (true, DefaultValue), Err(())),
            (Some(CommandLine), (true, CommandLine), Err(())),
        ] {
            let kept = keep(data.map(|_| "d".into()), ephemeral.0, data, Some(ephemeral.1));
            assert_eq!(kept.map_err(drop), expected, "{data:?} {ephemeral:?}");
        }
    }
}
