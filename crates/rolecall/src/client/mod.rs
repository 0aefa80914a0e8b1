//! Calls to a server: with whose credentials, over which connection, in which protocol.

mod credentials;
mod endpoint;
mod json;
mod object;
mod options;
mod query;
mod transport;
mod xml;

use std::path::PathBuf;
use std::sync::Arc;

use rolecall_model::{Clock, SecretKey};
use rolecall_sigv4::{HostKey, HostSigner, PathStyle, PayloadHash, RequestParts, Signer};

use crate::ambient::SystemClock;
use crate::cli::NotRun;
use crate::failure::Failure;
pub(crate) use credentials::{Credentials, variable};
pub(crate) use endpoint::Endpoint;
pub(crate) use json::SERVICE;
pub(crate) use object::unsigned;
pub(crate) use options::ServerOptions;
use transport::Lines;
pub(crate) use xml::Element;

/// The region that calls are signed for, if the environment names none.
const REGION: &str = "us-east-1";

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) signing: Signing,
    pub(crate) ca_bundle: Option<PathBuf>,
}

/// What a caller proves itself by.
#[derive(Debug, Clone)]
pub(crate) enum Signing {
    /// An access key.
    Key(Credentials),
    /// The key of an enrolled host.
    Host(Arc<HostIdentity>),
}

/// A host that the server knows by its key.
#[derive(Debug)]
pub(crate) struct HostIdentity {
    pub(crate) host_id: String,
    pub(crate) key: HostKey,
}

/// Why a call has no result.
#[derive(Debug)]
pub(crate) enum NotAnswered {
    /// Nobody answered, or the server is not well.
    Unreachable(String),
    /// The server answered with an error.
    Refused { code: String, message: String },
    /// What came is no answer.
    Senseless(String),
}

impl NotAnswered {
    /// What the operator reads of it, `doing` being what did not succeed.
    pub(crate) fn while_trying_to(self, doing: &str) -> NotRun {
        let what = format!("cannot {doing}");
        match self {
            Self::Unreachable(why) => {
                NotRun::Unreachable(Failure::new(what, why, "start the server, or correct --endpoint"))
            }
            Self::Refused { code, message } => {
                let why = format!("{code}: {message}");
                NotRun::Failed(Failure::new(
                    what,
                    why,
                    "see that what is named exists, and that the caller may do this",
                ))
            }
            Self::Senseless(why) => {
                NotRun::Failed(Failure::new(what, why, "see whether the endpoint is that of a Rolecall server"))
            }
        }
    }
}

/// The region of the environment.
pub(crate) fn region() -> String {
    variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).unwrap_or_else(|| REGION.to_owned())
}

impl Client {
    /// The headers with those that sign a POST of this body to `/`.
    fn signed(&self, endpoint: &Endpoint, headers: Lines, body: &[u8]) -> Lines {
        self.signed_as(endpoint, ("POST", "/", ""), headers, body)
    }

    /// The same with this method, for this path and query.
    fn signed_as(
        &self,
        endpoint: &Endpoint,
        (method, path, query): (&str, &str, &str),
        mut headers: Lines,
        body: &[u8],
    ) -> Lines {
        // IAM is one service for all regions.
        let region = if endpoint.service == "iam" { REGION.to_owned() } else { region() };
        let parts = RequestParts { method, path, query, authority: None, headers: &headers };
        let (payload, now) = (PayloadHash::of(body), SystemClock { offset: 0 }.now());
        let added = match &self.signing {
            Signing::Key(Credentials { id, secret, session_token }) => {
                let session_token = session_token.as_ref().map(SecretKey::expose);
                let credentials = rolecall_sigv4::Credentials { access_key_id: id, secret, session_token };
                let (service, is_s3) = (endpoint.service, endpoint.service == "s3");
                let path_style = if is_s3 { PathStyle::AsSent } else { PathStyle::Normalized };
                let signer = Signer { credentials, region: &region, service, path_style, send_payload_hash: is_s3 };
                signer.headers(&parts, payload, now)
            }
            Signing::Host(host) => {
                let HostIdentity { host_id, key } = &**host;
                let signer = HostSigner { host_id, key, region: &region, service: endpoint.service };
                signer.headers(&parts, payload, now)
            }
        };
        headers.extend(added);
        headers
    }
}
