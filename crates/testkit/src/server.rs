//! A server in the process.

use std::net::SocketAddr;
use std::sync::Arc;

use rolecall_http::FrontDoor;
use rolecall_model::{AccountId, Clock, Entropy, Time};
use rolecall_service::seal::{KEY_BYTES, Sealer};
use rolecall_service::trail::MemoryTrail;
use rolecall_service::{Bootstrap, Quotas, Server, Service, Settings};
use rolecall_store::Memory;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::exchange::exchange;
use crate::{Answer, Credentials, Request, SeededEntropy, TestClock};

/// The region that calls are signed for.
pub const REGION: &str = "us-east-1";

/// Audit records that are kept.
const RECORDS: usize = 100_000;

/// What a test can choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// The account; 123456789012.
    pub account: AccountId,
    /// Where the clock stands at the start; 2026-07-01T12:00:00Z.
    pub now: Time,
    /// The seed of ids and secrets.
    pub seed: u64,
    /// How many of what an account may hold.
    pub quotas: Quotas,
    /// Whether the region in a signature must be AWS's own.
    pub strict_scopes: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            account: AccountId::from_number(123_456_789_012).unwrap(),
            now: Time::parse_iso8601("2026-07-01T12:00:00Z").unwrap(),
            seed: 1,
            quotas: Quotas::default(),
            strict_scopes: false,
        }
    }
}

/// A server in the process, on a port of its own, with nothing in it but the user `admin`. It ends when it is dropped.
///
/// Calls block, so that tests need no runtime; several threads can call at once.
pub struct TestServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its clock, which also stamps the signatures of [`TestServer::call`].
    pub clock: Arc<TestClock>,
    /// Its audit records.
    pub trail: Arc<MemoryTrail>,
    /// The account.
    pub account: AccountId,
    admin: Credentials,
    runtime: Runtime,
}

impl TestServer {
    /// A server as [`Options::default`] describes it.
    pub fn start() -> Self {
        Self::with(Options::default())
    }

    /// A server with these options.
    pub fn with(options: Options) -> Self {
        let clock = Arc::new(TestClock::at(options.now));
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(options.seed));
        let trail = Arc::new(MemoryTrail::new(RECORDS));
        let master = Sealer::new(&[7; KEY_BYTES]);
        let bootstrap = Bootstrap { account: options.account, root: None };
        let (records, first) = bootstrap.contents(options.now, &master, &*entropy).unwrap();
        let settings = Settings {
            store: Box::new(Memory::new()),
            clock: clock.clone(),
            entropy,
            master,
            trail: Box::new(trail.clone()),
            quotas: options.quotas,
            strict_scopes: options.strict_scopes,
        };
        let server = Arc::new(Server::open(settings, || records.clone()).unwrap());
        let again = server.clone();
        let reset = Arc::new(move || again.reset(records.clone()).map_err(|error| error.to_string()));
        let door = Arc::new(FrontDoor::new(server).with_reset(reset));
        let listener = rolecall_http::listen::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.spawn(rolecall_http::serve(listener, None, door, std::future::pending()));
        let admin = Credentials { id: first.id.to_string(), secret: first.secret, session_token: None };
        Self { address, clock, trail, account: options.account, admin, runtime }
    }

    /// The key of the user `admin`, who may do everything.
    pub fn admin(&self) -> &Credentials {
        &self.admin
    }

    /// Calls an operation of a service that speaks the Query protocol.
    pub fn query(
        &self,
        credentials: &Credentials,
        service: Service,
        operation: &str,
        parameters: &[(&str, &str)],
    ) -> Answer {
        self.call(credentials, service, Request::query(service, operation, parameters))
    }

    /// Calls an operation of a service that speaks JSON 1.1.
    pub fn json(&self, credentials: &Credentials, service: Service, operation: &str, input: &Value) -> Answer {
        self.call(credentials, service, Request::json(service, operation, input))
    }

    /// Signs a request at the moment of the server's clock, and sends it.
    pub fn call(&self, credentials: &Credentials, service: Service, request: Request) -> Answer {
        self.send(request.signed(credentials, service.name(), &self.host(), self.clock.now()))
    }

    /// Sends a request as it is, over a connection of its own.
    pub fn send(&self, mut request: Request) -> Answer {
        request.add_host(&self.host());
        self.runtime.block_on(exchange(self.address, request))
    }

    /// The `Host` header of calls to this server: `127.0.0.1:40000`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }
}
