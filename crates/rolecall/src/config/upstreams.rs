//! The services behind the gateway: from the command line and the environment, and from the configuration file.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use rolecall_gateway::{AddressStyle, Patience, Upstream, UpstreamUrl};
use rolecall_http::door::Mode;
use rolecall_mapping::models;
use rolecall_model::AccountId;

use super::nearest;
use super::settings::Settings;
use super::upstream_secrets;
use crate::failure::Failure;

/// The region of upstreams that name none.
const DEFAULT_REGION: &str = "us-east-1";
/// What this server answers itself.
const OWN: [&str; 4] = ["iam", "organizations", "rolecall", "sts"];

/// A service and its address, as the command line names them: `s3=http://127.0.0.1:9000`.
#[derive(Debug, Clone)]
pub(crate) struct NamedUpstream {
    pub(super) service: ServiceName,
    pub(super) url: UpstreamUrl,
}

/// The name of a service that may stand behind the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceName {
    /// As signatures name it.
    signing: &'static str,
    /// As it was given.
    given: String,
}

/// A service behind the gateway.
#[derive(Debug, Clone)]
pub(crate) struct ConfiguredUpstream {
    /// The account whose requests go there; `None` for all that have none of their own.
    pub(crate) account: Option<AccountId>,
    pub(crate) upstream: Upstream,
    /// Whether requests that are not understood go there all the same.
    pub(crate) allows_unmapped: bool,
}

/// Everything about the gateway.
#[derive(Debug, Clone)]
pub(crate) struct GatewaySettings {
    pub(crate) upstreams: Vec<ConfiguredUpstream>,
    /// Further certificates that HTTPS upstreams are believed by.
    pub(crate) ca_bundle: Option<PathBuf>,
    /// The directory of the embedded S3.
    pub(crate) s3_dir: Option<PathBuf>,
    /// The hosts below which buckets are named, in lower case.
    pub(crate) s3_hosts: Vec<String>,
    pub(crate) mode: Mode,
    pub(crate) without_data_events: Vec<String>,
}

impl ServiceName {
    /// The service as signatures name it.
    pub(crate) fn as_str(&self) -> &str {
        self.signing
    }

    /// The service by the name that it was given.
    pub(super) fn given(&self) -> &str {
        &self.given
    }
}

impl FromStr for ServiceName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let fits = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if OWN.contains(&name) {
            return Err(format!("`{name}` is answered by this server itself"));
        }
        if !fits {
            return Err("expected a service as signatures name it, like `s3` or `dynamodb`".to_owned());
        }
        match models::signing_name(name) {
            Some(signing) if OWN.contains(&signing) => Err(format!("`{name}` is answered by this server itself")),
            Some(signing) => Ok(Self { signing, given: name.to_owned() }),
            None => Err(unknown(name)),
        }
    }
}

/// Says that there is no such service, and which one may be meant.
fn unknown(name: &str) -> String {
    let entries = models::entries().iter();
    let names = entries.flat_map(|entry| [entry.name.as_str(), &entry.signing]).filter(|name| !OWN.contains(name));
    let meant = nearest::near(name, names).map_or(String::new(), |near| format!(", did you mean `{near}`?"));
    format!("unknown service `{name}`{meant}")
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.signing)
    }
}

impl FromStr for NamedUpstream {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (service, url) =
            text.split_once('=').ok_or("expected a service and a URL, like `s3=http://127.0.0.1:9000`")?;
        Ok(Self { service: service.parse()?, url: url.parse::<UpstreamUrl>()? })
    }
}

/// An upstream with what is usual, and without credentials.
pub(super) fn usual(service: &ServiceName, url: UpstreamUrl) -> Upstream {
    Upstream {
        url,
        service: service.as_str().to_owned(),
        region: DEFAULT_REGION.to_owned(),
        credentials: None,
        style: AddressStyle::default(),
        checksum_trailers: true,
        patience: Patience::default(),
    }
}

impl GatewaySettings {
    /// An upstream of the command line stands in place of the file's for the same service and no account.
    pub(super) fn new(settings: &Settings, file: &[ConfiguredUpstream]) -> Result<Self, Failure> {
        let named = &settings.upstream;
        let mut upstreams = Vec::new();
        for NamedUpstream { service, url } in named {
            let upstream = upstream_secrets::with_credentials(service, usual(service, url.clone()))?;
            upstreams.push(ConfiguredUpstream { account: None, upstream, allows_unmapped: false });
        }
        upstream_secrets::refuse_strays(named)?;
        let replaced = |upstream: &ConfiguredUpstream| {
            upstream.account.is_none() && named.iter().any(|named| named.service.as_str() == upstream.upstream.service)
        };
        upstreams.extend(file.iter().filter(|upstream| !replaced(upstream)).cloned());
        let s3_hosts = settings.s3_host.iter().map(|host| host.to_ascii_lowercase()).collect();
        let gateway = Self {
            upstreams,
            ca_bundle: settings.upstream_ca_bundle.clone(),
            s3_dir: settings.s3_dir.clone(),
            s3_hosts,
            mode: settings.mode,
            without_data_events: settings.without_data_events.iter().map(ToString::to_string).collect(),
        };
        gateway.refuse_doubles()?;
        Ok(gateway)
    }

    fn refuse_doubles(&self) -> Result<(), Failure> {
        let mut seen = Vec::new();
        if self.s3_dir.is_some() {
            seen.push(("s3", None));
        }
        for ConfiguredUpstream { account, upstream, .. } in &self.upstreams {
            let route = (upstream.service.as_str(), *account);
            if seen.contains(&route) {
                return Err(Failure::usage(
                    format!("there are two ways to the service {}", route.0),
                    "two upstreams, or an upstream and --s3-dir, are for the same service and account",
                    "leave one of them out",
                ));
            }
            seen.push(route);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::*;

    fn read(words: &[&str], file: &[ConfiguredUpstream]) -> Result<GatewaySettings, String> {
        let command = Settings::augment_args(clap::Command::new("serve").no_binary_name(true));
        let matches = command.try_get_matches_from(words).map_err(|error| error.to_string())?;
        let settings = Settings::from_arg_matches(&matches).unwrap();
        GatewaySettings::new(&settings, file).map_err(|failure| failure.to_string())
    }

    fn entry(service: &str, url: &str, account: Option<&str>) -> ConfiguredUpstream {
        let upstream = usual(&service.parse().unwrap(), url.parse().unwrap());
        ConfiguredUpstream {
            account: account.map(|account| account.parse().unwrap()),
            upstream,
            allows_unmapped: false,
        }
    }

    fn routes(gateway: &GatewaySettings) -> Vec<String> {
        let route = |of: &ConfiguredUpstream| {
            let account = of.account.map_or_else(String::new, |account| account.to_string());
            format!("{} {account} {}", of.upstream.service, of.upstream.url)
        };
        gateway.upstreams.iter().map(route).collect()
    }

    #[test]
    fn words_and_file() {
        let file = [
            entry("s3", "http://f:1", None),
            entry("s3", "http://f:2", Some("111122223333")),
            entry("sqs", "http://f:3", None),
        ];
        let gateway =
            read(&["--upstream", "s3=http://w:1,sns=https://w", "--upstream=ecr=http://w:2", "--mode", "soft"], &file)
                .unwrap();
        let expected =
            ["s3  http://w:1", "sns  https://w", "ecr  http://w:2", "s3 111122223333 http://f:2", "sqs  http://f:3"];
        assert_eq!(routes(&gateway), expected);
        assert_eq!(
            (gateway.mode, gateway.s3_hosts),
            (Mode::Soft, vec!["localhost".to_owned(), "s3.localhost".to_owned()])
        );
        let gateway =
            read(&["--s3-dir", "d", "--s3-host", "S3.Example.Org", "--without-data-events", "s3,sqs"], &[]).unwrap();
        assert_eq!(gateway.s3_hosts, ["s3.example.org"]);
        assert_eq!(
            (gateway.mode, gateway.without_data_events.as_slice()),
            (Mode::Enforce, &["s3".to_owned(), "sqs".to_owned()][..])
        );
    }

    #[test]
    fn what_does_not_go_together() {
        for (words, file, expected) in [
            (&["--upstream", "s3"][..], vec![], "expected a service and a URL"),
            (&["--upstream", "s3=127.0.0.1:9000"], vec![], "expected a URL of scheme, host and port"),
            (&["--upstream", "sts=http://h"], vec![], "answered by this server itself"),
            (&["--upstream", "S3=http://h"], vec![], "as signatures name it"),
            (&["--upstream", "kinesys=http://h"], vec![], "unknown service `kinesys`, did you mean `kinesis`?"),
            (&["--upstream", "zzz=http://h"], vec![], "unknown service `zzz`"),
            (&["--mode", "loose"], vec![], "enforce"),
            (&["--upstream", "s3=http://h", "--upstream", "s3=http://i"], vec![], "two ways to the service s3"),
            (&["--upstream", "s3=http://h", "--s3-dir", "d"], vec![], "two ways to the service s3"),
            (&["--upstream", "states=http://h,stepfunctions=http://i"], vec![], "two ways to the service states"),
            (&[], vec![entry("sqs", "http://h", None), entry("sqs", "http://i", None)], "two ways to the service sqs"),
        ] {
            let error = read(words, &file).unwrap_err();
            assert!(error.contains(expected), "{words:?} {error}");
        }
    }
}
