//! The load generator: signed requests over several connections at once, each answer waited for before the next request.

mod connection;
mod object;
mod sample;
mod signed;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

pub(crate) use connection::{Connection, Target, field};
pub(crate) use object::{Framing, ObjectRequest, framed};
pub(crate) use sample::{Rounds, Sample, median};
pub(crate) use signed::{Bodies, Identity, Requests, form};

use crate::Result;
use crate::process::Process;

/// What is asked, by whom, and how many ask at once.
#[derive(Clone)]
pub(crate) struct Load {
    /// Where.
    pub(crate) target: Target,
    /// Who signs.
    pub(crate) identity: Arc<Identity>,
    /// The service in the signature's scope.
    pub(crate) service: &'static str,
    /// What is asked.
    pub(crate) bodies: Bodies,
    /// How many ask at once.
    pub(crate) connections: usize,
    /// Whether every request gets a connection of its own.
    pub(crate) reconnects: bool,
}

impl Load {
    /// Asks for as long as told, or until there is nothing left to ask. Any answer but 200 ends it.
    pub(crate) fn run(&self, runtime: &Runtime, server: &Process, duration: Duration) -> Result<Sample> {
        let cpu = server.cpu()?;
        let start = Instant::now();
        let latencies = runtime.block_on(self.drive_all(start + duration))?;
        let took = start.elapsed();
        Ok(Sample::new(latencies, took, server.cpu()?.saturating_sub(cpu)))
    }

    async fn drive_all(&self, until: Instant) -> Result<Vec<u32>> {
        let mut drivers = JoinSet::new();
        for _ in 0..self.connections {
            drivers.spawn(self.clone().drive(until));
        }
        let mut latencies = Vec::new();
        while let Some(driver) = drivers.join_next().await {
            latencies.append(&mut driver??);
        }
        Ok(latencies)
    }

    /// One connection's part: how long each answer took, in microseconds.
    async fn drive(self, until: Instant) -> Result<Vec<u32>> {
        let mut requests = Requests::new(self.identity, self.service, self.bodies);
        let mut latencies = Vec::new();
        let mut connection = Connection::open(&self.target).await?;
        loop {
            let Some(request) = requests.next() else { return Ok(latencies) };
            let start = Instant::now();
            if start >= until {
                return Ok(latencies);
            }
            if self.reconnects {
                connection = Connection::open(&self.target).await?;
            }
            connection.ask(request).await?;
            latencies.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
    }
}
