//! Rolecall's own engine.

use crate::engine::Compiled;
use crate::peer::{Ask, Peer};
use crate::workload::Workload;

pub(crate) const PEER: Peer = Peer { name: "Rolecall", lacks: &[], prepare };

fn prepare(workload: &Workload) -> Result<Ask, String> {
    let compiled = Compiled::new(workload);
    Ok(Box::new(move |times| compiled.allowed(times)))
}
