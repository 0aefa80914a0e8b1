//! One signed call in the Query protocol, over a connection of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rolecall_model::{Clock, SecretKey};
use rolecall_sigv4::{PathStyle, PayloadHash, RequestParts, Signer};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::credentials::{Credentials, variable};
use super::endpoint::Endpoint;
use super::xml::Element;
use crate::ambient::SystemClock;

const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_mins(1);

/// The longest answer that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// Where systems keep the certificates that they trust.
const SYSTEM_BUNDLES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// Who calls.
pub(super) struct Client<'a> {
    pub(super) credentials: &'a Credentials,
    pub(super) ca_bundle: Option<&'a Path>,
}

/// Why a call has no result.
#[derive(Debug)]
pub(super) enum NotAnswered {
    /// Nobody answered.
    Unreachable(String),
    /// The server answered with an error.
    Refused { code: String, message: String },
    /// What came is no answer.
    Senseless(String),
}

impl Client<'_> {
    /// Calls an operation of the endpoint's service; its answer.
    pub(super) async fn call(
        &self,
        endpoint: &Endpoint,
        operation: &str,
        parameters: &[(String, String)],
    ) -> Result<Element, NotAnswered> {
        let request = self.request(endpoint, form(endpoint.service, operation, parameters))?;
        let unreachable =
            |error: &dyn std::fmt::Display| NotAnswered::Unreachable(format!("{}: {error}", endpoint.authority));
        let connecting = timeout(CONNECT, TcpStream::connect((&*endpoint.host, endpoint.port))).await;
        let stream = connecting.map_err(|error| unreachable(&error))?.map_err(|error| unreachable(&error))?;
        let exchange = async {
            if endpoint.tls {
                let name = ServerName::try_from(endpoint.host.clone()).map_err(|error| unreachable(&error))?;
                let connector = TlsConnector::from(Arc::new(self.trust()?));
                exchange(connector.connect(name, stream).await.map_err(|error| unreachable(&error))?, request).await
            } else {
                exchange(stream, request).await
            }
        };
        let body = timeout(ANSWER, exchange).await.map_err(|error| unreachable(&error))??;
        let text = String::from_utf8_lossy(&body);
        let answer = Element::parse(&text).ok_or_else(|| NotAnswered::Senseless("it is not XML".to_owned()))?;
        match answer.find(&["Error"]) {
            None => Ok(answer),
            Some(error) => {
                let part = |name| error.text_of(&[name]).unwrap_or_default().to_owned();
                Err(NotAnswered::Refused { code: part("Code"), message: part("Message") })
            }
        }
    }

    fn request(&self, endpoint: &Endpoint, form: String) -> Result<Request<Full<Bytes>>, NotAnswered> {
        let headers = vec![
            ("host", endpoint.authority.clone()),
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
        ];
        let region = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
        let signer = Signer {
            credentials: rolecall_sigv4::Credentials {
                access_key_id: &self.credentials.id,
                secret: &self.credentials.secret,
                session_token: self.credentials.session_token.as_ref().map(SecretKey::expose),
            },
            region: region.as_deref().filter(|_| endpoint.service != "iam").unwrap_or("us-east-1"),
            service: endpoint.service,
            path_style: PathStyle::Normalized,
            send_payload_hash: false,
        };
        let parts = RequestParts { method: "POST", path: "/", query: "", authority: None, headers: &headers };
        let added = signer.headers(&parts, PayloadHash::of(form.as_bytes()), SystemClock { offset: 0 }.now());
        let mut request = Request::post("/");
        for (name, value) in headers.iter().chain(&added) {
            request = request.header(*name, value);
        }
        let unfit = |_| NotAnswered::Senseless("the credentials hold characters that cannot be sent".to_owned());
        request.body(Full::new(Bytes::from(form))).map_err(unfit)
    }

    /// The certificates that servers are trusted by.
    fn trust(&self) -> Result<ClientConfig, NotAnswered> {
        let of_system = || SYSTEM_BUNDLES.iter().map(PathBuf::from).find(|path| path.exists());
        let named = self.ca_bundle.map(Path::to_owned);
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
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<Bytes, NotAnswered> {
    let lost = |error: hyper::Error| NotAnswered::Unreachable(error.to_string());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
    tokio::spawn(connection);
    let body = sender.send_request(request).await.map_err(lost)?.into_body();
    let whole = Limited::new(body, LONGEST).collect().await;
    whole.map(http_body_util::Collected::to_bytes).map_err(|error| NotAnswered::Senseless(error.to_string()))
}

/// `Action`, `Version` and the parameters as a form.
fn form(service: &str, operation: &str, parameters: &[(String, String)]) -> String {
    let version = if service == "sts" { "2011-06-15" } else { "2010-05-08" };
    let mut form = format!("Action={operation}&Version={version}");
    for (name, value) in parameters {
        form.push('&');
        form.push_str(name);
        form.push('=');
        escape(&mut form, value);
    }
    form
}

/// Everything but unreserved characters (RFC 3986, section 2.3).
fn escape(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let [high, low] = [byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or('0'));
            out.extend(['%', high.to_ascii_uppercase(), low.to_ascii_uppercase()]);
        }
    }
}
