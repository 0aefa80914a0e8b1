//! The endpoints that workloads on this machine fetch their credentials from: which there are, and serving them.

mod binding;
mod document_key;
mod imds_options;
mod task;

use std::fmt::Write;
use std::sync::Arc;

use rolecall_model::Clock;
use rolecall_workload::container::Containers;
use rolecall_workload::imds::{DocumentSigner, Imds, Instance, Options};
use rolecall_workload::{Cache, Endpoint, Issuer, Purpose, serve};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::ambient::OsEntropy;
pub(crate) use binding::{Binding, Bindings, Open, is_loopback};
pub(crate) use document_key::signer as document_signer;
pub(crate) use imds_options::ImdsOptions;
pub(crate) use task::TaskSeats;

/// Endpoints that are ready to be served.
pub(crate) struct Endpoints {
    clock: Arc<dyn Clock>,
    options: Options,
    signer: Arc<DocumentSigner>,
    serving: JoinSet<()>,
    stop: watch::Sender<bool>,
    variables: String,
}

impl Endpoints {
    /// No endpoints yet. `signer` vouches for instances. Must be called, as all that follows, within a runtime.
    pub(crate) fn new(clock: Arc<dyn Clock>, options: Options, signer: DocumentSigner) -> Self {
        let (stop, _) = watch::channel(false);
        Self { clock, options, signer: Arc::new(signer), serving: JoinSet::new(), stop, variables: String::new() }
    }

    /// Serves an instance's metadata, and the credentials of its role.
    pub(crate) fn instance(&mut self, open: Open, instance: Instance, issuer: Arc<dyn Issuer>) -> Arc<Imds> {
        let Open { listener, name, address } = open;
        let cache = self.cache(issuer);
        let (clock, signer) = (self.clock.clone(), self.signer.clone());
        let imds = Imds::new(instance, self.options, cache, clock, Arc::new(OsEntropy), signer);
        // Writing to a string does not fail.
        let _ = writeln!(
            self.variables,
            "# For the instance {name}:\n#   export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://{address}"
        );
        let imds = Arc::new(imds);
        self.serve(listener, imds.clone());
        imds
    }

    /// Serves the credentials of a task's roles.
    pub(crate) fn task(&mut self, open: Open, seats: TaskSeats, issuer: Arc<dyn Issuer>) {
        let Open { listener, name, address } = open;
        let cache = self.cache(issuer);
        self.variables.push_str(&seats.variables(&name, address));
        let TaskSeats { role, execution, .. } = seats;
        let mut containers = Containers::new().with(role, cache.clone(), Purpose::Role);
        if let Some(seat) = execution {
            containers = containers.with(seat, cache, Purpose::Execution);
        }
        self.serve(listener, Arc::new(containers));
    }

    /// What the environment of each workload must say, as comments for a shell.
    pub(crate) fn variables(&self) -> &str {
        &self.variables
    }

    /// Lets the requests under way finish, and ends.
    pub(crate) async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.serving.join_next().await.is_some() {}
    }

    fn cache(&mut self, issuer: Arc<dyn Issuer>) -> Arc<Cache> {
        let cache = Arc::new(Cache::new(issuer, self.clock.clone()));
        let (kept, mut stop) = (cache.clone(), self.stop.subscribe());
        self.serving.spawn(async move {
            tokio::select! {
                () = kept.keep_young() => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        });
        cache
    }

    fn serve(&mut self, listener: std::net::TcpListener, endpoint: Arc<impl Endpoint>) {
        let mut stop = self.stop.subscribe();
        self.serving.spawn(async move {
            let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
            // The listener was open when it was handed over; the runtime takes it.
            drop(serve(listener, endpoint, stopped).await);
        });
    }
}
