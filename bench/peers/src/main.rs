//! The policy engine beside its peers: the same documents and requests, one run, engines and workloads taking turns.

mod awsim;
mod cedar;
#[path = "../../../crates/policy/benches/engine/mod.rs"]
mod engine;
mod iam_rs;
mod input;
mod measure;
mod peer;
mod rolecall;
mod scratchstack;
mod table;
#[path = "../../../crates/policy/benches/workload/mod.rs"]
mod workload;

use measure::Case;
use peer::Peer;

/// The engines in the order of the table's columns, ours first.
const ENGINES: [Peer; 5] = [rolecall::PEER, awsim::PEER, iam_rs::PEER, scratchstack::PEER, cedar::PEER];

fn main() {
    let workloads = workload::all();
    let mut rows: Vec<Vec<Case>> =
        workloads.iter().map(|workload| ENGINES.iter().map(|peer| Case::new(peer, workload)).collect()).collect();
    measure::take_turns(&mut rows);
    let names: Vec<&str> = workloads.iter().map(|workload| workload.name).collect();
    print!("{}", table::text(&ENGINES, &names, &rows));
}
