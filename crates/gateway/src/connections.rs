//! Connections to upstreams: kept after a request for the next one.

mod coming;
mod connection;
mod idle;
mod origin;

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use http::{Request, Response};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::ClientConfig;
use tokio::time::Instant;
use tower_service::Service;

use crate::body::RequestBody;
use crate::fault::Fault;
use crate::resolve::Resolver;
use connection::Connection;
use idle::Idle;

pub(crate) use coming::Coming;
pub(crate) use origin::Origin;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// The connections to all upstreams.
pub(crate) struct Connections {
    connector: HttpsConnector<HttpConnector<Resolver>>,
    idle: Mutex<Idle>,
}

impl Connections {
    pub(crate) fn new(tls: ClientConfig) -> Arc<Self> {
        let mut http = HttpConnector::new_with_resolver(Resolver::new());
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(CONNECT));
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(http);
        Arc::new(Self { connector, idle: Mutex::default() })
    }

    /// Sends a request, and gives the answer as soon as its head is there. A kept connection that turns out to be closed before
    /// anything was sent is replaced. If the future or the body of the answer is dropped, the connection is closed.
    ///
    /// # Errors
    /// [`Fault::Unreachable`], [`Fault::UpstreamBroke`]; only in the second case can the upstream have got anything.
    pub(crate) async fn send(
        self: &Arc<Self>,
        origin: &Origin,
        mut request: Request<RequestBody>,
    ) -> Result<Response<Coming>, Fault> {
        while let Some(mut connection) = self.kept(origin).await {
            match connection.send(request).await {
                Ok(response) => return Ok(self.coming(response, connection, origin)),
                Err(mut error) => request = error.take_message().ok_or(Fault::UpstreamBroke)?,
            }
        }
        // In a box, as nearly no request needs the room that this takes.
        Box::pin(self.send_anew(origin, request)).await
    }

    /// The same over a new connection.
    async fn send_anew(
        self: &Arc<Self>,
        origin: &Origin,
        request: Request<RequestBody>,
    ) -> Result<Response<Coming>, Fault> {
        let mut connection = self.connect(origin).await.ok_or(Fault::Unreachable)?;
        let response = connection.send(request).await.map_err(|_| Fault::UpstreamBroke)?;
        Ok(self.coming(response, connection, origin))
    }

    /// A connection that was kept, and is still open.
    async fn kept(&self, origin: &Origin) -> Option<Connection> {
        loop {
            let mut connection = self.idle().take(origin, Instant::now())?;
            if poll_fn(|context| connection.poll_idle(context)).await {
                return Some(connection);
            }
        }
    }

    async fn connect(&self, origin: &Origin) -> Option<Connection> {
        let mut connector = self.connector.clone();
        poll_fn(|context| connector.poll_ready(context)).await.ok()?;
        Connection::open(connector.call(origin.uri()?).await.ok()?).await
    }

    fn coming(
        self: &Arc<Self>,
        response: Response<hyper::body::Incoming>,
        connection: Connection,
        origin: &Origin,
    ) -> Response<Coming> {
        response.map(|body| Coming::new(body, connection, self.clone(), origin.clone()))
    }

    /// Keeps a connection that waits for a request.
    fn keep(self: &Arc<Self>, origin: Origin, connection: Connection) {
        let must_sweep = self.idle().put(origin, connection, Instant::now());
        if must_sweep {
            tokio::spawn(sweep(Arc::downgrade(self)));
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes connections that were not used for too long, until none is left.
async fn sweep(connections: Weak<Connections>) {
    loop {
        tokio::time::sleep(idle::PATIENCE).await;
        let Some(connections) = connections.upgrade() else { return };
        let mut idle = connections.idle();
        let (out, is_over) = (idle.sweep(Instant::now()), !idle.is_swept());
        drop(idle);
        drop(out);
        if is_over {
            return;
        }
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").finish_non_exhaustive()
    }
}
