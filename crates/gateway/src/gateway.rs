//! The client side of the gateway: connections to upstreams, kept and shared.

use std::sync::Arc;

use rolecall_sigv4::SigningKeyCache;
use rustls::crypto::ring::default_provider;
use rustls::{ClientConfig, RootCertStore};

use crate::connections::Connections;

/// How many signing keys are kept.
const SIGNING_KEYS: usize = 64;

/// What forwards requests: it holds the connections to all upstreams.
#[derive(Debug)]
pub struct Gateway {
    pub(crate) connections: Arc<Connections>,
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
        Ok(Self { connections: Connections::new(tls), signing_keys: SigningKeyCache::new(SIGNING_KEYS) })
    }

    /// The certificates that this machine believes; those that cannot be read are left out.
    pub fn system_roots() -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots
    }
}
