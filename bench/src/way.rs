//! The ways to one upstream: directly, through nginx, and through the gateway; and what each of them shows in a round.

use std::net::SocketAddr;

use crate::Result;
use crate::load::Rounds;
use crate::process::Process;

/// A way to the upstream.
pub(crate) struct Way<'a> {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    /// Whose processor time counts.
    pub(crate) server: Option<&'a Process>,
}

/// What one round of a load showed.
pub(crate) struct Round {
    /// Requests, or bytes.
    pub(crate) count: f64,
    pub(crate) seconds: f64,
    /// Milliseconds within which half of the answers came.
    pub(crate) p50: f64,
    /// The same for 99 of 100.
    pub(crate) p99: f64,
    /// Processor time of the server.
    pub(crate) cpu_seconds: f64,
}

impl Round {
    /// How many a second.
    pub(crate) fn rate(&self) -> f64 {
        self.count / self.seconds
    }

    /// Processor time of the server for one, in microseconds.
    pub(crate) fn cpu(&self) -> f64 {
        self.cpu_seconds * 1e6 / self.count.max(1.0)
    }

    /// The share of one core that the server used.
    pub(crate) fn busy(&self) -> f64 {
        self.cpu_seconds / self.seconds
    }
}

/// Measures the ways in turn, round after round, so that all meet the same disturbances. The first round does not count.
pub(crate) fn in_turn<const N: usize>(
    ways: &[Way<'_>; N],
    rounds: usize,
    mut measure: impl FnMut(&Way<'_>) -> Result<Round>,
) -> Result<[Rounds<Round>; N]> {
    let mut measured = std::array::from_fn(|_| Rounds::default());
    for number in 0..=rounds {
        for (way, rounds) in ways.iter().zip(&mut measured) {
            let round = measure(way).map_err(|error| format!("{}: {error}", way.name))?;
            if number > 0 {
                rounds.push(round);
            }
        }
    }
    Ok(measured)
}
