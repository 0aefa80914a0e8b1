//! TLS at the listener: rustls with ring, certificate and key from PEM files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::door::TlsFacts;

/// HTTP/2 by its name in the TLS handshake (RFC 9113, section 3.2).
const H2: &[u8] = b"h2";

/// A certificate and its key, ready for handshakes. TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1, sessions can be resumed.
#[derive(Clone)]
pub struct TlsConfig(TlsAcceptor);

/// Why TLS cannot be offered.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read as PEM.
    #[error("{}: {problem}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: pem::Error,
    },
    /// The file holds no certificate.
    #[error("{}: no certificate in this file", .0.display())]
    NoCertificate(PathBuf),
    /// Certificate and key are unfit, or do not belong together.
    #[error("certificate and key cannot be used: {0}")]
    Unfit(#[from] rustls::Error),
}

impl TlsConfig {
    /// Reads a certificate chain, the server's own first, and the key of the first.
    pub fn from_pem_files(certificates: &Path, key: &Path) -> Result<Self, TlsError> {
        let pem = |path: &Path| {
            let path = path.to_owned();
            move |problem| TlsError::Pem { path, problem }
        };
        let chain: Vec<_> =
            CertificateDer::pem_file_iter(certificates).and_then(Iterator::collect).map_err(pem(certificates))?;
        if chain.is_empty() {
            return Err(TlsError::NoCertificate(certificates.to_owned()));
        }
        let key = PrivateKeyDer::from_pem_file(key).map_err(pem(key))?;
        Self::new(chain, key)
    }

    fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, TlsError> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![H2.to_vec(), b"http/1.1".to_vec()];
        config.ticketer = ring::Ticketer::new()?;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// The handshake; `None` if it fails.
    pub(super) async fn handshake<S>(&self, stream: S) -> Option<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.0.accept(stream).await.ok()
    }
}

/// Whether the handshake chose HTTP/2.
pub(super) fn chose_h2<S>(stream: &TlsStream<S>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(H2)
}

/// What the handshake agreed on, in the words of audit records.
pub(super) fn facts<S>(stream: &TlsStream<S>) -> Option<TlsFacts> {
    let (_, session) = stream.get_ref();
    let version = match session.protocol_version()? {
        rustls::ProtocolVersion::TLSv1_2 => "TLSv1.2".to_owned(),
        rustls::ProtocolVersion::TLSv1_3 => "TLSv1.3".to_owned(),
        other => format!("{other:?}"),
    };
    // rustls writes the suites of TLS 1.3 with a prefix of its own.
    let cipher_suite = format!("{:?}", session.negotiated_cipher_suite()?.suite()).replacen("TLS13_", "TLS_", 1);
    Some(TlsFacts { version, cipher_suite })
}
