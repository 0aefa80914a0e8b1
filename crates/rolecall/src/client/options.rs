//! Which server a command calls, and with whose credentials, as its words say it.

use std::path::PathBuf;

use clap::Args;

use super::{Client, Credentials, Endpoint, Signing};
use crate::failure::Failure;

/// Which server, and with whose credentials.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServerOptions {
    /// The server to call [default: `$AWS_ENDPOINT_URL`]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,

    /// The profile in the shared credentials file to sign with [default: `$AWS_PROFILE`, or `default`]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// Certificates (PEM) to trust an HTTPS server by [default: `$AWS_CA_BUNDLE`, or the system's]
    #[arg(long, value_name = "FILE")]
    ca_bundle: Option<PathBuf>,

    /// What somebody can do instead who has no server or no credentials, for the end of the advice.
    #[arg(skip)]
    instead: &'static str,
}

impl ServerOptions {
    /// The same for a command that can also do without a server.
    pub(crate) fn or_else(&self, instead: &'static str) -> Self {
        Self { instead, ..self.clone() }
    }

    /// Whether the words name a server, or how to call one.
    pub(crate) fn are_given(&self) -> bool {
        self.endpoint.is_some() || self.profile.is_some() || self.ca_bundle.is_some()
    }

    /// The server that speaks for a service.
    pub(crate) fn endpoint(&self, service: &'static str) -> Result<Endpoint, Failure> {
        Endpoint::of(service, self.endpoint.as_deref(), self.instead)
    }

    /// The caller.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let signing = Signing::Key(Credentials::find(self.profile.as_deref(), self.instead)?);
        Ok(Client { signing, ca_bundle: self.ca_bundle.clone() })
    }

    /// The URL that a program started here should call, if the environment does not say it already.
    pub(crate) fn url_for_children(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }
}
