//! What is measured: each scenario in its own file.

mod create_role;
mod ephemeral;
mod gateway;
mod imds;
mod issuing;
mod stored_roles;
mod tls;
mod two_minutes;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use tokio::runtime::{self, Runtime};

use crate::Result;
use crate::cores::Cores;
use crate::figures::Figures;
use crate::load::{Load, Rounds};
use crate::process::Process;
use crate::subject::{Subject, with_data};
use crate::tools::Tools;

/// Something to measure.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&mut Bench) -> Result<()>,
}

/// Scenarios whose figures stand together.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) scenarios: &'static [Scenario],
}

/// Every scenario, in the order in which a full run measures them.
pub(crate) const GROUPS: &[Group] =
    &[Group { name: "server", scenarios: SERVER }, Group { name: "gateway", scenarios: GATEWAY }];

/// What Rolecall itself answers.
const SERVER: &[Scenario] = &[
    Scenario { name: "assume-role", run: issuing::assume_role },
    Scenario { name: "get-caller-identity", run: issuing::get_caller_identity },
    Scenario { name: "latency", run: issuing::latency },
    Scenario { name: "create-role", run: create_role::run },
    Scenario { name: "stored-roles", run: stored_roles::run },
    Scenario { name: "ephemeral", run: ephemeral::run },
    Scenario { name: "tls", run: tls::run },
    Scenario { name: "two-minutes", run: two_minutes::run },
];

/// What it does for others, and where workloads fetch credentials.
const GATEWAY: &[Scenario] = &[
    Scenario { name: "gateway-get", run: gateway::get },
    Scenario { name: "gateway-put", run: gateway::put },
    Scenario { name: "gateway-large", run: gateway::large },
    Scenario { name: "gateway-idle", run: gateway::idle },
    Scenario { name: "imds", run: imds::run },
];

/// Connections of the loads that seek the highest rate.
const MANY: usize = 64;

/// Few enough that nobody waits for long, as in use.
const FEW: usize = 8;

/// No limit on the number of roles.
const MANY_ROLES: &str = "[quotas]\nroles = 10000000\n";

/// What every scenario has at hand.
pub(crate) struct Bench {
    server: PathBuf,
    scratch: TempDir,
    tools: Tools,
    pub(crate) quick: bool,
    pub(crate) cores: Option<Cores>,
    pub(crate) runtime: Runtime,
    pub(crate) figures: Figures,
}

impl Bench {
    /// Takes a core for the load generator; what the servers keep goes into a new directory in `scratch`.
    pub(crate) fn new(server: PathBuf, scratch: &Path, tools: Tools, quick: bool) -> Result<Self> {
        let cores = Cores::take();
        std::fs::create_dir_all(scratch)?;
        let scratch = tempfile::Builder::new().prefix("bench-").tempdir_in(scratch)?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { server, scratch, tools, quick, cores, runtime, figures: Figures::default() })
    }

    /// How long one round of a load lasts.
    fn round(&self) -> Duration {
        Duration::from_millis(if self.quick { 1000 } else { 4000 })
    }

    /// How many rounds a load has.
    fn rounds(&self) -> usize {
        if self.quick { 3 } else { 5 }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// The server's program.
    fn rolecall(&self) -> Command {
        Cores::command(self.cores, &self.server)
    }

    /// Rolecall on a data directory, which is new if it is not there; without a limit on the number of roles.
    fn on(&self, directory: &str) -> Result<Command> {
        self.with_settings(self.rolecall(), directory, MANY_ROLES)
    }

    /// The same with both cores, for loads that keep several threads of the server busy.
    fn on_both_cores(&self, directory: &str) -> Result<Command> {
        self.with_settings(Cores::command_on_both(self.cores, &self.server), directory, MANY_ROLES)
    }

    fn with_settings(&self, mut command: Command, directory: &str, settings: &str) -> Result<Command> {
        let configuration = self.path("rolecall.toml");
        std::fs::write(&configuration, settings)?;
        with_data(&mut command, &self.path(directory)).arg("--config").arg(configuration);
        Ok(command)
    }

    /// Rolecall's first start on a new data directory.
    fn subject(&self, directory: &str) -> Result<Subject> {
        Subject::start(&self.runtime, self.on(directory)?, None)
    }

    /// The bare server, with answers of the size that `subject` gives to `load`.
    fn bare(&self, subject: &Subject, load: &Load) -> Result<(Process, Load)> {
        let bytes = subject.answer_bytes(&self.runtime, load)?;
        let mut command = Cores::command(self.cores, std::env::current_exe()?);
        command.args(["--bare", &bytes.to_string()]);
        let process = Process::start(command)?;
        let mut load = load.clone();
        load.target.address = process.address;
        Ok((process, load))
    }

    /// Measures two loads in turn, so that both meet the same disturbances.
    fn in_turn(&self, one: (&Process, &Load), other: (&Process, &Load)) -> Result<[Rounds; 2]> {
        let mut measured = [Rounds::default(), Rounds::default()];
        for (process, load) in [one, other] {
            load.run(&self.runtime, process, self.round() / 4)?;
        }
        for _ in 0..self.rounds() {
            for ((process, load), rounds) in [one, other].into_iter().zip(&mut measured) {
                rounds.push(load.run(&self.runtime, process, self.round())?);
            }
        }
        Ok(measured)
    }
}
