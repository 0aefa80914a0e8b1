//! One request to a server, over a connection of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::NotAnswered;
use super::credentials::variable;
use super::endpoint::Endpoint;

const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_mins(1);

/// The longest answer that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// Where systems keep the certificates that they trust.
const SYSTEM_BUNDLES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// Headers of a request, names in lower case.
pub(super) type Lines = Vec<(&'static str, String)>;

/// Posts `body` to `/` with these headers, and nothing but these; status and body of the answer.
pub(super) async fn post(
    endpoint: &Endpoint,
    ca_bundle: Option<&Path>,
    headers: &Lines,
    body: Bytes,
) -> Result<(StatusCode, Bytes), NotAnswered> {
    send(endpoint, ca_bundle, ("POST", "/"), headers, body).await
}

/// The same with this method, for this path and query.
pub(super) async fn send(
    endpoint: &Endpoint,
    ca_bundle: Option<&Path>,
    (method, target): (&str, &str),
    headers: &Lines,
    body: Bytes,
) -> Result<(StatusCode, Bytes), NotAnswered> {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let unfit = |_| NotAnswered::Senseless("the credentials hold characters that cannot be sent".to_owned());
    let request = request.body(Full::new(body)).map_err(unfit)?;
    let unreachable =
        |error: &dyn std::fmt::Display| NotAnswered::Unreachable(format!("{}: {error}", endpoint.authority));
    let connecting = timeout(CONNECT, TcpStream::connect((&*endpoint.host, endpoint.port))).await;
    let stream = connecting.map_err(|error| unreachable(&error))?.map_err(|error| unreachable(&error))?;
    let exchange = async {
        if endpoint.tls {
            let name = ServerName::try_from(endpoint.host.clone()).map_err(|error| unreachable(&error))?;
            let connector = TlsConnector::from(Arc::new(trust(ca_bundle)?));
            exchange(connector.connect(name, stream).await.map_err(|error| unreachable(&error))?, request).await
        } else {
            exchange(stream, request).await
        }
    };
    timeout(ANSWER, exchange).await.map_err(|error| unreachable(&error))?
}

/// The certificates that servers are trusted by.
fn trust(ca_bundle: Option<&Path>) -> Result<ClientConfig, NotAnswered> {
    let of_system = || SYSTEM_BUNDLES.iter().map(PathBuf::from).find(|path| path.exists());
    let named = ca_bundle.map(Path::to_owned);
    let bundle = named.or_else(|| variable("AWS_CA_BUNDLE").map(PathBuf::from)).or_else(of_system);
    let mut roots = RootCertStore::empty();
    if let Some(path) = bundle {
        let unread = |error| NotAnswered::Unreachable(format!("{}: {error}", path.display()));
        for certificate in CertificateDer::pem_file_iter(&path).map_err(unread)? {
            // A bundle may hold certificates that are too old in form; they vouch for nobody.
            drop(roots.add(certificate.map_err(unread)?));
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| NotAnswered::Unreachable(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, Bytes), NotAnswered> {
    let lost = |error: hyper::Error| NotAnswered::Unreachable(error.to_string());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
    tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await.map_err(lost)?.into_parts();
    let whole = Limited::new(body, LONGEST).collect().await;
    let whole = whole.map_err(|error| NotAnswered::Senseless(error.to_string()))?;
    Ok((head.status, whole.to_bytes()))
}
