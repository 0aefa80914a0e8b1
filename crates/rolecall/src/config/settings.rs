//! The settings of the server, each declared here and nowhere else.
//!
//! A field `tls_cert` is the option `--tls-cert`, the environment variable `ROLECALL_TLS_CERT` and the key `tls_cert` of the
//! configuration file; its documentation is what `--help` says.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::BoolishValueParser;
use rolecall_http::door::Mode;
use rolecall_model::AccountId;

use super::upstreams::{NamedUpstream, ServiceName};
use crate::endpoints::{Bindings, ImdsOptions};

/// What the server can be told.
#[derive(Debug, Args)]
pub(crate) struct Settings {
    /// Directory that everything is kept in; made if it is not there [default: ./rolecall-data]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// Keep everything in memory, and offer `POST /_rolecall/reset`
    #[arg(long, value_parser = BoolishValueParser::new())]
    pub(crate) ephemeral: bool,

    /// Address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4566", value_parser = listen_address)]
    pub(crate) listen: SocketAddr,

    /// Account that the first start makes [default: 123456789012]
    #[arg(long, value_name = "ID", value_parser = account)]
    pub(crate) account: Option<AccountId>,

    /// Configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Certificate chain (PEM); the server then speaks HTTPS
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,

    /// Private key of the certificate (PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,

    /// Allow plain HTTP on an address that other machines reach
    #[arg(long, value_parser = BoolishValueParser::new())]
    pub(crate) insecure_http: bool,

    /// Accept signatures only for the region that AWS's own endpoint accepts
    #[arg(long, value_parser = BoolishValueParser::new())]
    pub(crate) strict_scopes: bool,

    /// Serve the metadata of an instance with this instance profile at this address; can be given again
    #[arg(long, value_name = "NAME=ADDRESS", value_parser = Bindings::parse)]
    pub(crate) instance: Vec<Bindings>,

    /// Serve the credentials of a task with this role at this address; can be given again
    #[arg(long, value_name = "NAME=ADDRESS", value_parser = Bindings::parse)]
    pub(crate) task: Vec<Bindings>,

    #[command(flatten)]
    pub(crate) imds: ImdsOptions,

    /// Region of the instances and tasks, and the one that clients are told to sign for
    #[arg(long, value_name = "REGION", default_value = "us-east-1", value_parser = region)]
    pub(crate) region: String,

    /// File with the key that seals secrets, if it is not to be DIR/master.key
    #[arg(long, value_name = "FILE")]
    pub(crate) master_key_file: Option<PathBuf>,

    /// Service behind the gateway and where it is, like `s3=http://127.0.0.1:9000`; may be repeated
    #[arg(long, value_name = "SERVICE=URL", value_delimiter = ',')]
    pub(crate) upstream: Vec<NamedUpstream>,

    /// Certificates (PEM) that HTTPS upstreams are believed by, besides those that the machine believes
    #[arg(long, value_name = "FILE")]
    pub(crate) upstream_ca_bundle: Option<PathBuf>,

    /// Directory of the embedded S3, which then stands behind the gateway; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) s3_dir: Option<PathBuf>,

    /// Host below which buckets are named, as in `bucket.s3.localhost`; may be repeated
    #[arg(long, value_name = "HOST", value_delimiter = ',', default_value = "localhost,s3.localhost")]
    pub(crate) s3_host: Vec<String>,

    /// What the gateway does with requests that are not allowed: `enforce` refuses them, `soft` only records them
    #[arg(long, value_name = "MODE", default_value = "enforce", value_parser = mode)]
    pub(crate) mode: Mode,

    /// Service behind the gateway whose data events are not recorded; may be repeated
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    pub(crate) without_data_events: Vec<ServiceName>,

    /// Seconds that the server's clock is ahead of the machine's; for tests
    #[arg(long, value_name = "SECONDS", hide = true, default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) clock_offset: i64,
}

fn listen_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "expected an IP address and a port, like `127.0.0.1:4566` or `[::1]:4566`")
}

fn mode(text: &str) -> Result<Mode, &'static str> {
    [Mode::Enforce, Mode::Soft].into_iter().find(|mode| mode.name() == text).ok_or("expected `enforce` or `soft`")
}

fn account(text: &str) -> Result<AccountId, &'static str> {
    match text.parse() {
        Ok(AccountId::ZERO) | Err(_) => Err("expected twelve digits, not all zero, like `123456789012`"),
        Ok(id) => Ok(id),
    }
}

fn region(text: &str) -> Result<String, &'static str> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=64).contains(&text.len()) && text.bytes().all(fits) {
        return Ok(text.to_owned());
    }
    Err("expected the name of a region, like `eu-west-1`")
}
