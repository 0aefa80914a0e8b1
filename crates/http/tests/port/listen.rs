//! The listener: protocols, TLS, and the end of serving.

use std::path::Path;
use std::sync::Arc;

use crate::support::{Served, exchange_on, serve, serve_with};
use rolecall_http::TlsConfig;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

const HEALTH: &str = "GET /_rolecall/health HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
const CALLER: &str = "Action=GetCallerIdentity&Version=2011-06-15";
/// The preface of HTTP/2 and an empty SETTINGS frame.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

async fn is_answered_in_http_2(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    stream.write_all(PREFACE).await.unwrap();
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).await.unwrap();
    assert_eq!(frame[3], 4, "the server's first frame is SETTINGS");
}

struct Certificate {
    directory: tempfile::TempDir,
    certificate: CertificateDer<'static>,
}

impl Certificate {
    fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(directory.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        Self { directory, certificate: made.cert.der().clone() }
    }

    fn config(&self) -> TlsConfig {
        let path = self.directory.path();
        TlsConfig::from_pem_files(&path.join("cert.pem"), &path.join("key.pem")).unwrap()
    }

    async fn connect(&self, served: &Served, protocol: &str) -> TlsStream<TcpStream> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let mut config =
            rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(roots)
                .with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let name = ServerName::try_from("localhost").unwrap();
        tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, served.connect().await).await.unwrap()
    }
}

#[tokio::test]
async fn plain_connections_speak_both_versions() {
    let served = serve();
    assert_eq!(served.exchange(HEALTH).await.status, 200);
    is_answered_in_http_2(served.connect().await).await;
    // The first letter of the preface is that of `POST`, and may come alone.
    let mut stream = served.connect().await;
    stream.set_nodelay(true).unwrap();
    stream.write_all(b"P").await.unwrap();
    tokio::task::yield_now().await;
    let answer =
        exchange_on(stream, "OST /x HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn tls_connections_speak_what_was_agreed_on() {
    let certificate = Certificate::new();
    let served = serve_with(Some(certificate.config()), |door| door);
    let stream = certificate.connect(&served, "http/1.1").await;
    let answer = exchange_on(stream, served.form("sts", CALLER)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let records = served.trail.lines();
    assert!(records.iter().any(|record| record.contains("TLSv1.3") && record.contains("TLS_AES_")), "{records:?}");
    is_answered_in_http_2(certificate.connect(&served, "h2").await).await;
    // What is not TLS ends its own connection only.
    let mut stream = served.connect().await;
    stream.write_all(HEALTH.as_bytes()).await.unwrap();
    let mut seen = Vec::new();
    let _ = stream.read_to_end(&mut seen).await;
    assert!(!seen.starts_with(b"HTTP"));
    assert_eq!(exchange_on(certificate.connect(&served, "http/1.1").await, HEALTH).await.status, 200);
}

#[test]
fn files_that_are_not_pem_are_named() {
    let made = Certificate::new();
    let path = |name: &str| made.directory.path().join(name);
    std::fs::write(path("empty.pem"), "").unwrap();
    for (certificate, key, named) in [
        ("none.pem", "key.pem", "none.pem"),
        ("cert.pem", "none.pem", "none.pem"),
        ("empty.pem", "key.pem", "empty.pem"),
        ("cert.pem", "empty.pem", "empty.pem"),
    ] {
        let problem = TlsConfig::from_pem_files(&path(certificate), &path(key)).err().unwrap().to_string();
        assert!(problem.contains(named), "{problem}");
    }
    let other = Certificate::new();
    assert!(TlsConfig::from_pem_files(&path("cert.pem"), &other.directory.path().join("key.pem")).is_err());
    assert!(TlsConfig::from_pem_files(Path::new("/"), Path::new("/")).is_err());
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way() {
    let served = serve();
    let (address, request) = (served.address, served.form("sts", CALLER).replace("connection: close\r\n", ""));
    let (head, tail) = request.split_at(request.len() - 5);
    let mut under_way = served.connect().await;
    under_way.write_all(head.as_bytes()).await.unwrap();
    let mut idle = served.connect().await;
    // Both connections are known to the server once it has answered a later one.
    assert_eq!(served.exchange(HEALTH).await.status, 200);
    idle.write_all(HEALTH.replace("connection: close\r\n", "").as_bytes()).await.unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    let stopping = tokio::spawn(served.stop());
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "no new connections");
    assert!(!stopping.is_finished(), "a request is under way");
    let answer = exchange_on(under_way, tail).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    stopping.await.unwrap();
}
