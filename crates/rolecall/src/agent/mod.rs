//! `rolecall agent`: on a host, the endpoints of its workloads, whose credentials a server gives to the enrolled host.

mod descriptions;
mod enrolment;
mod identity;
pub(crate) mod join_token;
mod seats;
mod state;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use rolecall_model::{Arn, Clock};
use rolecall_workload::Issuer;
use rolecall_workload::imds::Instance;

use crate::ambient::SystemClock;
use crate::cli::{Ended, NotRun};
use crate::client::{Endpoint, SERVICE};
use crate::creds;
use crate::endpoints::{Bindings, Endpoints, ImdsOptions, Open, document_signer};
use crate::failure::Failure;
use crate::issuing::RegisteredWorkload;
use crate::serve::stop;
use crate::simulate;
use descriptions::Instances;
use enrolment::Host;
use state::State;

/// The words of `rolecall agent`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The server that gives out the credentials
    #[arg(long, value_name = "URL")]
    server: String,

    /// Directory that the host's identity is kept in; made if it is not there
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// File with the join token, needed once [default: `$ROLECALL_JOIN_TOKEN`]
    #[arg(long, value_name = "FILE")]
    join_token_file: Option<PathBuf>,

    /// Name that the server lists this host under
    #[arg(long, value_name = "NAME")]
    host_name: Option<String>,

    /// Serve the metadata of this instance (an ARN) at this address; can be given again
    #[arg(long, value_name = "ARN=ADDRESS", value_parser = Bindings::parse)]
    instance: Vec<Bindings>,

    /// Serve the credentials of this task (an ARN) at this address; can be given again
    #[arg(long, value_name = "ARN=ADDRESS", value_parser = Bindings::parse)]
    task: Vec<Bindings>,

    #[command(flatten)]
    imds: ImdsOptions,

    /// Allow addresses that other machines reach
    #[arg(long)]
    insecure_http: bool,

    /// Certificates (PEM) to trust an HTTPS server by [default: `$AWS_CA_BUNDLE`, or the system's]
    #[arg(long, value_name = "FILE")]
    ca_bundle: Option<PathBuf>,
}

/// A workload of this host, its port open.
struct Served {
    arn: Arn,
    open: Open,
}

/// Enrols the host if need be, and serves its workloads until it is told to stop.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    let endpoint = Endpoint::parse(SERVICE, &arguments.server).ok_or_else(|| {
        let why = "what --server names is not `http` or `https` with a host and a port alone";
        Failure::usage("there is no server to ask", why, "name one like `https://rolecall.example:4566`")
    })?;
    let instances = served("--instance", &arguments.instance, "ec2", arguments.insecure_http)?;
    let tasks = served("--task", &arguments.task, "ecs", arguments.insecure_http)?;
    let state = State::open(&arguments.state)?;
    creds::runtime()?.block_on(async {
        let stopped = stop::signal()?;
        let host = Arc::new(Host::enrolled(arguments, endpoint.clone(), &state).await?);
        let (endpoints, instances) = endpoints(arguments, &host, &state, instances, tasks)?;
        // The server may be away at the moment; the host asks again.
        drop(descriptions::refresh(&host, &instances).await);
        simulate::print(format_args!("{}ready\n", endpoints.variables()))?;
        tokio::select! {
            () = stopped => {}
            never = host.keep_up(&state, &instances) => match never {},
        }
        endpoints.stop().await;
        Ok(Ended::Well)
    })
}

/// Opens the ports of workloads, whose ARNs are of this service.
fn served(option: &str, bindings: &[Bindings], service: &str, is_anywhere: bool) -> Result<Vec<Served>, Failure> {
    let open = |binding: &crate::endpoints::Binding| {
        let arn: Option<Arn> = binding.name.parse().ok();
        let arn = arn.filter(|arn| arn.service() == service).ok_or_else(|| {
            let why = format!("`{}` is not an ARN of the service `{service}`", binding.name);
            Failure::usage("a workload cannot be served", why, format!("name it by its ARN: {option} ARN=ADDRESS"))
        })?;
        Ok(Served { arn, open: binding.open(option, is_anywhere)? })
    };
    bindings.iter().flat_map(|Bindings(bindings)| bindings).map(open).collect()
}

fn endpoints(
    arguments: &Arguments,
    host: &Arc<Host>,
    state: &State,
    instances: Vec<Served>,
    tasks: Vec<Served>,
) -> Result<(Endpoints, Instances), Failure> {
    let clock = SystemClock { offset: 0 };
    let mut endpoints =
        Endpoints::new(Arc::new(clock), arguments.imds.into(), document_signer(Some(state.directory()))?);
    let issuer = |arn: &Arn| -> Arc<dyn Issuer> {
        let (endpoint, workload_arn) = (host.endpoint().clone(), arn.to_string());
        Arc::new(RegisteredWorkload { caller: host.clone(), endpoint, workload_arn })
    };
    let mut described = Instances::new();
    for Served { arn, open } in instances {
        let instance = Instance::of(&arn, open.address.ip(), clock.now()).ok_or_else(|| {
            let why = format!("`{arn}` is not the ARN of an instance");
            Failure::usage("a workload cannot be served", why, "name it like `arn:aws:ec2:REGION:ACCOUNT:instance/i-…`")
        })?;
        described.push((arn.to_string(), endpoints.instance(open, instance, issuer(&arn))));
    }
    for Served { arn, open } in tasks {
        endpoints.task(open, seats::of(state, &arn)?, issuer(&arn));
    }
    Ok((endpoints, described))
}
