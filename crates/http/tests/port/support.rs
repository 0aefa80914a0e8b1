//! A server on a port of its own, and what clients send to it.

use std::net::SocketAddr;
use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};
use rolecall_http::{FrontDoor, TlsConfig, listen};
use rolecall_model::{AccountId, Clock, Entropy, Time};
use rolecall_service::seal::Sealer;
use rolecall_service::trail::MemoryTrail;
use rolecall_service::{Bootstrap, FirstCredentials, Quotas, Server, Settings};
use rolecall_sigv4::{Credentials, PathStyle, PayloadHash, RequestParts, Signer};
use rolecall_store::Memory;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) struct Noon;

impl Clock for Noon {
    fn now(&self) -> Time {
        Time::parse_iso8601("2026-07-01T12:00:00Z").unwrap()
    }
}

struct Random;

impl Entropy for Random {
    fn fill(&self, bytes: &mut [u8]) {
        SystemRandom::new().fill(bytes).unwrap();
    }
}

/// A server that is being served.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) credentials: FirstCredentials,
    pub(crate) trail: Arc<MemoryTrail>,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) stopped: JoinHandle<std::io::Result<()>>,
}

pub(crate) fn serve() -> Served {
    serve_with(None, |door| door)
}

pub(crate) fn serve_with(tls: Option<TlsConfig>, door: impl FnOnce(FrontDoor) -> FrontDoor) -> Served {
    let master = Sealer::new(&[7; 32]);
    let account: AccountId = "123456789012".parse().unwrap();
    let (records, credentials) = Bootstrap { account, root: None }.contents(Noon.now(), &master, &Random).unwrap();
    let trail = Arc::new(MemoryTrail::new(100));
    let settings = Settings {
        store: Box::new(Memory::new()),
        clock: Arc::new(Noon),
        entropy: Arc::new(Random),
        master,
        trail: Box::new(trail.clone()),
        quotas: Quotas::default(),
        strict_scopes: false,
    };
    let server = Arc::new(Server::open(settings, || records).unwrap());
    let listener = listen::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopping) = oneshot::channel();
    let shutdown = async { drop(stopping.await) };
    let stopped = tokio::spawn(rolecall_http::serve(listener, tls, Arc::new(door(FrontDoor::new(server))), shutdown));
    Served { address, credentials, trail, stop, stopped }
}

impl Served {
    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends a whole request on a connection of its own, and reads until the server closes it.
    pub(crate) async fn exchange(&self, request: impl AsRef<[u8]>) -> Answer {
        exchange_on(self.connect().await, request).await
    }

    /// A signed request of `POST /`, as the bytes of HTTP/1.1.
    pub(crate) fn signed(&self, service: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut lines: Vec<(String, String)> = vec![("host".to_owned(), self.address.to_string())];
        lines.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let parts = RequestParts { method: "POST", path: "/", query: "", authority: None, headers: &lines };
        let FirstCredentials { id, secret, .. } = &self.credentials;
        let signer = Signer {
            credentials: Credentials { access_key_id: id.as_str(), secret, session_token: None },
            region: "us-east-1",
            service,
            path_style: PathStyle::Normalized,
            send_payload_hash: false,
        };
        let added = signer.headers(&parts, PayloadHash::of(body.as_bytes()), Noon.now());
        lines.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
        lines.push(("content-length".to_owned(), body.len().to_string()));
        lines.push(("connection".to_owned(), "close".to_owned()));
        let lines: Vec<String> = lines.into_iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("POST / HTTP/1.1\r\n{}\r\n{body}", lines.concat())
    }

    pub(crate) fn form(&self, service: &str, body: &str) -> String {
        self.signed(service, &[("content-type", "application/x-www-form-urlencoded; charset=utf-8")], body)
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.stopped.await.unwrap().unwrap();
    }
}

pub(crate) async fn exchange_on(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: impl AsRef<[u8]>) -> Answer {
    stream.write_all(request.as_ref()).await.unwrap();
    let mut answer = Vec::new();
    // A TLS connection may end without its farewell.
    let _ = stream.read_to_end(&mut answer).await;
    Answer::read(&answer)
}

/// An answer, its head in lower case.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}
