//! Times of decisions: `cargo bench -p rolecall-policy`, each workload's median and best batch by the thread's CPU clock.
//!
//! Instructions, which do not depend on the machine's load, are the difference of two runs under callgrind:
//! `valgrind --tool=callgrind target/release/deps/decide-… --only '100 statements' --times 1000`, and again with 2000.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark stops at what it does not expect")]

mod engine;
mod workload;

use std::time::Duration;

use engine::{Compiled, nanoseconds_each};
use workload::Workload;

/// CPU time of one batch.
const BATCH: Duration = Duration::from_millis(20);

/// Batches of each workload; the workloads take turns.
const BATCHES: usize = 21;

/// Decisions before anything is measured.
const WARM_UP: usize = 1_000;

/// A workload with its policies compiled.
struct Measured {
    workload: Workload,
    compiled: Compiled,
}

impl Measured {
    fn new(workload: Workload) -> Self {
        Self { compiled: Compiled::new(&workload), workload }
    }

    fn decide(&self, times: usize) {
        let expected = if self.workload.allowed { times } else { 0 };
        assert_eq!(self.compiled.allowed(times), expected, "{}", self.workload.name);
    }

    /// CPU nanoseconds of one decision.
    fn time(&self, times: usize) -> f64 {
        nanoseconds_each(times, |times| self.decide(times))
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().skip_while(|word| *word != name).nth(1);
    let only = value("--only");
    let chosen: Vec<Measured> = workload::all()
        .into_iter()
        .filter(|workload| only.is_none_or(|only| workload.name == only))
        .map(Measured::new)
        .collect();
    for measured in &chosen {
        measured.decide(WARM_UP);
    }
    match value("--times") {
        Some(times) => chosen.iter().for_each(|measured| measured.decide(times.parse().unwrap())),
        None => print(&chosen),
    }
}

fn print(chosen: &[Measured]) {
    let sizes: Vec<usize> = chosen.iter().map(batch_size).collect();
    let mut times = vec![Vec::new(); chosen.len()];
    for _ in 0..BATCHES {
        for ((measured, size), times) in chosen.iter().zip(&sizes).zip(&mut times) {
            times.push(measured.time(*size));
        }
    }
    println!("{:<40} {:>10} {:>10}", "ns a decision", "median", "best");
    for (measured, times) in chosen.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        let [median, best] = [BATCHES / 2, 0].map(|at| times.get(at).copied().unwrap_or_default());
        println!("{:<40} {median:>10.0} {best:>10.0}", measured.workload.name);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of repetitions")]
fn batch_size(measured: &Measured) -> usize {
    (BATCH.as_secs_f64() * 1e9 / measured.time(100)) as usize + 1
}
