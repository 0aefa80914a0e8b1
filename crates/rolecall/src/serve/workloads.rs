//! The endpoints of workloads inside the server: instances by their instance profile, tasks by their role.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use rolecall_model::{AccountId, Clock, SecretKey, WorkloadArn};
use rolecall_service::rolecall::{WorkloadCredentials, WorkloadRole};
use rolecall_service::token::RoleDelivery;
use rolecall_service::{Fault, Server};
use rolecall_workload::container::Seat;
use rolecall_workload::imds::{Instance, Options};
use rolecall_workload::{InstanceProfile, Issued, Issuer, Issuing, NotIssued, Purpose};

use crate::ambient::{OsEntropy, SystemClock};
use crate::config::{Configuration, Keep};
use crate::endpoints::{Endpoints, Open, TaskSeats, document_signer};
use crate::failure::Failure;

/// The cluster of tasks inside the server.
const CLUSTER: &str = "local";

/// The ports of workloads, open, and what is needed to serve them.
pub(super) struct Workloads {
    instances: Vec<Open>,
    tasks: Vec<Open>,
    options: Options,
    region: String,
    clock: SystemClock,
    account: AccountId,
    /// Where the key of identity documents lies.
    directory: Option<PathBuf>,
}

/// Whose role a workload gets.
#[derive(Clone)]
enum Role {
    OfProfile(String),
    Named(String),
}

/// Asks the server in this process.
#[derive(Clone)]
struct InProcess {
    server: Arc<Server>,
    clock: SystemClock,
    workload: WorkloadArn,
    role: Role,
}

impl Workloads {
    /// Opens the ports.
    pub(super) fn begin(configuration: &Configuration) -> Result<Self, Failure> {
        let is_anywhere = configuration.insecure_http;
        let open = |option: &str, bindings: &[crate::endpoints::Binding]| {
            bindings.iter().map(|binding| binding.open(option, is_anywhere)).collect::<Result<_, _>>()
        };
        Ok(Self {
            instances: open("--instance", &configuration.instances)?,
            tasks: open("--task", &configuration.tasks)?,
            options: configuration.imds,
            region: configuration.region.clone(),
            clock: SystemClock { offset: configuration.clock_offset },
            account: configuration.account,
            directory: match &configuration.keep {
                Keep::InMemory => None,
                Keep::In(directory) => Some(directory.clone()),
            },
        })
    }

    /// Where the first instance finds its metadata.
    pub(super) fn first_instance(&self) -> Option<SocketAddr> {
        self.instances.first().map(|open| open.address)
    }

    /// Serves them, if there are any, from this server's directory.
    pub(super) fn serve(self, server: &Arc<Server>) -> Result<Option<Endpoints>, Failure> {
        let Self { instances, tasks, options, region, clock, account, directory } = self;
        if instances.is_empty() && tasks.is_empty() {
            return Ok(None);
        }
        let mut endpoints = Endpoints::new(Arc::new(clock), options, document_signer(directory.as_deref())?);
        let account = account_of(server, account)?;
        let issuer = |arn: String, role: Role| {
            let workload =
                arn.parse().map_err(|error| Failure::usage("a workload cannot be served", error, "see --region"))?;
            Ok::<_, Failure>(Arc::new(InProcess { server: server.clone(), clock, workload, role }))
        };
        for open in instances {
            let id: String = own_id(account, "instance", &open.name).chars().take(17).collect();
            let arn = format!("arn:aws:ec2:{region}:{account}:instance/i-{id}");
            let issuer = issuer(arn, Role::OfProfile(open.name.clone()))?;
            let instance = Instance::of(issuer.workload.arn(), open.address.ip(), clock.now());
            let instance =
                instance.ok_or_else(|| Failure::usage("an instance cannot be served", "", "see --region"))?;
            endpoints.instance(open, instance, issuer);
        }
        for open in tasks {
            let id: String = own_id(account, "task", &open.name).chars().take(32).collect();
            let arn = format!("arn:aws:ecs:{region}:{account}:task/{CLUSTER}/{id}");
            let issuer = issuer(arn, Role::Named(open.name.clone()))?;
            let seats = TaskSeats { role: Seat::generate(&OsEntropy), execution: None, token_files: None };
            endpoints.task(open, seats, issuer);
        }
        Ok(Some(endpoints))
    }
}

/// The account of the configuration, or the only one of the directory, which an earlier start may have made under another id.
fn account_of(server: &Server, account: AccountId) -> Result<AccountId, Failure> {
    let accounts = server.accounts();
    match accounts.as_slice() {
        _ if accounts.contains(&account) => Ok(account),
        [only] => Ok(*only),
        _ => Err(Failure::usage(
            "workloads cannot be served",
            format!("the directory holds several accounts, and {account} is none of them"),
            "name the account of the workloads by --account",
        )),
    }
}

/// An id that a workload has again after a restart.
fn own_id(account: AccountId, kind: &str, name: &str) -> String {
    HEXLOWER.encode(digest(&SHA256, format!("{account}/{kind}/{name}").as_bytes()).as_ref())
}

impl Issuer for InProcess {
    fn issue(&self, purpose: Purpose) -> Issuing<'_> {
        let delivery = match purpose {
            Purpose::Role => RoleDelivery::V2,
            Purpose::RoleByVersion1 => RoleDelivery::V1,
            Purpose::Execution => {
                return Box::pin(async { Err(NotIssued::NoRole("there is no execution role".to_owned())) });
            }
        };
        let (own, issued) = (self.clone(), self.clock.now());
        Box::pin(async move {
            // The record of the session is written before it is given out.
            let outcome = tokio::task::spawn_blocking(move || own.ask(delivery)).await;
            let outcome = outcome.map_err(|error| NotIssued::Unreachable(error.to_string()))?;
            outcome.map(|credentials| read(credentials, issued)).map_err(not_issued)
        })
    }

    fn revision(&self) -> Option<u64> {
        Some(self.server.revision())
    }
}

impl InProcess {
    fn ask(&self, delivery: RoleDelivery) -> Result<WorkloadCredentials, Fault> {
        let role = match &self.role {
            Role::OfProfile(name) => WorkloadRole::InstanceProfile(name),
            Role::Named(name) => WorkloadRole::Role(name),
        };
        self.server.issue_for_workload(&self.workload, role, delivery, None)
    }
}

fn read(credentials: WorkloadCredentials, issued: rolecall_model::Time) -> Issued {
    let profile = |(arn, id): (rolecall_model::Arn, rolecall_model::UniqueId)| InstanceProfile {
        arn: arn.to_string(),
        id: id.to_string(),
    };
    Issued {
        access_key_id: credentials.access_key_id,
        secret_access_key: credentials.secret_access_key,
        session_token: SecretKey::new(credentials.session_token),
        issued,
        expiration: credentials.expiration,
        role_arn: credentials.role_arn,
        instance_profile: credentials.instance_profile.map(profile),
    }
}

fn not_issued(fault: Fault) -> NotIssued {
    let message = fault.message.into_owned();
    match fault.code.wire {
        "ResourceNotFoundException" => NotIssued::NoRole(message),
        "AccessDeniedException" => NotIssued::Refused { role_arn: None, message },
        _ => NotIssued::Unreachable(message),
    }
}
