//! Requests to services that are not implemented here: who asks, what is asked, may it be done; then they are sent on, or answered
//! where Rolecall keeps what they ask for; and every one is recorded.

mod buckets;
mod caller;
mod expected_owner;
mod facts;
mod list;
mod own;
mod passage;
mod record;
mod refusal;
mod routes;
mod unmapped;
mod upstream_error;

use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;
use rolecall_gateway::Gateway;
use rolecall_service::Server;

use super::body::Room;
use super::visit::host;
use buckets::Buckets;
use facts::Facts;

pub use routes::{Mode, Route, Routes};

/// How long a client may pause while a body is read whole.
const PATIENCE: Duration = Duration::from_secs(30);

/// The way to the services behind the gateway.
pub struct ForeignDoor {
    server: Arc<Server>,
    gateway: Gateway,
    pub(super) routes: Routes,
    room: Room,
    patience: Duration,
    buckets: Buckets,
    facts: Facts,
}

impl ForeignDoor {
    /// A way to these services.
    pub fn new(server: Arc<Server>, gateway: Gateway, routes: Routes) -> Self {
        let (room, buckets, facts) = (Room::default(), Buckets::default(), Facts::new(&routes.routes));
        Self { server, gateway, routes, room, patience: PATIENCE, buckets, facts }
    }

    /// Whether a request without a signature is for S3: its path or its host names a bucket.
    pub(super) fn takes_unsigned(&self, parts: &Parts) -> bool {
        let host = host(parts).map(|host| host.split(':').next().unwrap_or(host).to_ascii_lowercase());
        let in_host = host.is_some_and(|host| {
            let bases = &self.routes.s3.base_hosts;
            bases.iter().any(|base| host.strip_suffix(base.as_str()).is_some_and(|rest| rest.ends_with('.')))
        });
        self.routes.serves("s3") && (parts.uri.path() != "/" || in_host)
    }
}
