//! The gateway beside nginx and beside no proxy at all, before one and the same upstream.

mod idle;
mod large;
mod small;

use std::fmt::Write as _;

use super::Bench;
use crate::Result;
use crate::cores::Cores;
use crate::figures::Figures;
use crate::load::Rounds;
use crate::nginx;
use crate::process::Process;
use crate::subject::Subject;
use crate::way::{Round, Way};

pub(super) use idle::run as idle;
pub(super) use large::run as large;
pub(super) use small::{get, put};

/// An upstream, and the two ways to it that are not direct.
struct Stage {
    upstream: Process,
    nginx: Process,
    subject: Subject,
}

impl Stage {
    fn new(bench: &Bench, name: &str) -> Result<Self> {
        let upstream = upstream()?;
        let directory = bench.path(&format!("nginx-{name}"));
        let nginx = nginx::start(&bench.tools.find("nginx")?, bench.cores, &directory, upstream.address)?;
        let subject = gateway(bench, name, &upstream)?;
        Ok(Self { upstream, nginx, subject })
    }

    fn ways(&self) -> [Way<'_>; 3] {
        let way = |name, process: &Process| Way { name, address: process.address, server: None };
        [
            way("direct", &self.upstream),
            Way { server: Some(&self.nginx), ..way("nginx", &self.nginx) },
            Way { server: Some(&self.subject.process), ..way("gateway", &self.subject.process) },
        ]
    }
}

/// The upstream runs beside the load generator: the proxy under test has its core for itself.
fn upstream() -> Result<Process> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.arg("--upstream");
    Process::start(command)
}

/// Rolecall before the upstream, for which it signs; its worker and its role may read and write there.
fn gateway(bench: &Bench, name: &str, upstream: &Process) -> Result<Subject> {
    let mut settings = String::new();
    writeln!(settings, "[[upstream]]\nservice = \"s3\"\nurl = \"http://{}\"", upstream.address)?;
    settings.push_str("access_key_id = \"AKIAIOSFODNN7EXAMPLE\"\nsecret_access_key = \"of-no-use-anywhere\"\n");
    let command = bench.with_settings(Cores::command(bench.cores, &bench.server), name, &settings)?;
    let subject = Subject::start(&bench.runtime, command, None)?;
    subject.allow_objects(&bench.runtime)?;
    Ok(subject)
}

/// Adds what three ways showed. Rates are shown in `unit`s.
fn show(figures: &mut Figures, load: &str, connections: usize, unit: f64, rounds: &[Rounds<Round>; 3]) {
    let [direct, nginx, gateway] = rounds;
    figures.way(&format!("{load}, direct"), connections, unit, direct, None);
    figures.way(&format!("{load}, through nginx"), connections, unit, nginx, None);
    figures.way(&format!("{load}, through the gateway"), connections, unit, gateway, Some(nginx));
}
