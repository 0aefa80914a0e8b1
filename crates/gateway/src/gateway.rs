//! The client side of the gateway: connections to upstreams, kept and shared.

use std::sync::Arc;
use std::time::Duration;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rolecall_sigv4::SigningKeyCache;
use rustls::crypto::ring::default_provider;
use rustls::{ClientConfig, RootCertStore};

use crate::body::RequestBody;
use crate::resolve::Resolver;

/// How long an unused connection is kept: less than the five seconds after which the least patient of usual servers closes it, so
/// that requests seldom meet a connection that is being closed.
const IDLE: Duration = Duration::from_secs(4);
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// How many signing keys are kept.
const SIGNING_KEYS: usize = 64;

/// What forwards requests: it holds the connections to all upstreams.
#[derive(Debug)]
pub struct Gateway {
    pub(crate) client: Client<HttpsConnector<HttpConnector<Resolver>>, RequestBody>,
    /// What requests to upstreams are signed with, one for each upstream, region and day.
    pub(crate) signing_keys: SigningKeyCache,
}

/// Why there is no gateway.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// TLS cannot be set up.
    #[error("TLS to upstreams cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

impl Gateway {
    /// A gateway that believes the certificates of HTTPS upstreams if they come from one of `roots`.
    ///
    /// # Errors
    /// [`GatewayError::Tls`]
    pub fn new(roots: RootCertStore) -> Result<Self, GatewayError> {
        let tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut http = HttpConnector::new_with_resolver(Resolver::new());
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(CONNECT));
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(http);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Ok(Self { client, signing_keys: SigningKeyCache::new(SIGNING_KEYS) })
    }

    /// The certificates that this machine believes; those that cannot be read are left out.
    pub fn system_roots() -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots
    }
}
