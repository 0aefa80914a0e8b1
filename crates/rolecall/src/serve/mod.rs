//! `rolecall serve`: from a configuration to a server that answers, until it is told to stop.

mod allocator;
mod announce;
mod credentials_file;
mod first_start;
mod gateway;
mod listen;
mod master_key;
mod open_files;
mod opening;
pub(crate) mod private_file;
pub(crate) mod stop;
mod survey;
mod upkeep;
mod workloads;

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use rolecall_http::FrontDoor;
use rolecall_model::SecretKey;
use tokio::runtime::{Builder, Runtime};

use crate::config::Configuration;
use crate::endpoints::Endpoints;
use crate::failure::{Failure, warn};
use listen::Listening;
use opening::Opened;
use workloads::Workloads;

/// What others need to know of a server that has started.
pub(crate) struct Started {
    /// Where clients on this machine reach it.
    pub(crate) endpoint: String,
    /// The access key of its first start, if it is this one.
    pub(crate) credentials: Option<(String, SecretKey)>,
    /// Where the metadata service of its first instance is.
    pub(crate) instance: Option<SocketAddr>,
}

/// Something to do beside serving, once the server has started.
pub(crate) type Besides = Box<dyn FnOnce(Started) -> Pin<Box<dyn Future<Output = ()> + Send>>>;

/// Serves until a signal tells the program to stop, and then until the requests under way are answered.
pub(crate) fn run(configuration: Configuration) -> Result<(), Failure> {
    run_and(configuration, None)
}

/// The same, with something beside it.
pub(crate) fn run_and(configuration: Configuration, besides: Option<Besides>) -> Result<(), Failure> {
    open_files::raise_limit();
    let Listening { listener, tls, endpoint } = Listening::begin(&configuration)?;
    let (workloads, region) = (Workloads::begin(&configuration)?, configuration.region.clone());
    let instance = workloads.first_instance();
    if configuration.clock_offset != 0 {
        warn(format_args!("the clock is moved by {} seconds, as only tests should", configuration.clock_offset));
    }
    let (settings, owner) = (configuration.gateway.clone(), configuration.account);
    let Opened { server, reset, credentials } = Opened::new(configuration)?;
    let door = FrontDoor::new(server.clone());
    let door = match gateway::door(&server, settings, owner)? {
        Some(foreign) => door.with_foreign(foreign),
        None => door,
    };
    let door = Arc::new(match reset {
        Some(reset) => door.with_reset(reset),
        None => door,
    });
    runtime()?.block_on(async {
        let stopped = stop::signal()?;
        let workloads = workloads.serve(&server)?;
        announce::ready(&credentials, endpoint, &region, workloads.as_ref().map_or("", Endpoints::variables));
        let (endpoint, credentials) = (endpoint.on_this_machine().to_string(), credentials.shown());
        let besides = besides.map(|besides| tokio::spawn(besides(Started { endpoint, credentials, instance })));
        let upkeep = tokio::spawn(upkeep::run(server.clone()));
        let served = rolecall_http::serve(listener, tls, door, stopped).await;
        if let Some(workloads) = workloads {
            workloads.stop().await;
        }
        if let Some(besides) = besides {
            besides.abort();
        }
        upkeep.abort();
        upkeep::once(server).await;
        served.map_err(|error| Failure::new("the server cannot go on", error, "start it again"))
    })
}

/// As many threads as there are cores.
fn runtime() -> Result<Runtime, Failure> {
    Builder::new_multi_thread().enable_all().thread_name("rolecall").build().map_err(|error| {
        Failure::new(
            "the server cannot start",
            error,
            "see whether the machine is short of threads or file descriptors",
        )
    })
}
