//! `--ephemeral`: how soon it is ready, and what it takes.

use super::Bench;
use crate::Result;
use crate::figures::{mebibytes, milliseconds};
use crate::load::median;
use crate::process::Process;

pub(super) fn run(bench: &mut Bench) -> Result<()> {
    let one = |_| {
        let mut command = bench.rolecall();
        command.args(["serve", "--ephemeral", "--listen", "127.0.0.1:0"]);
        let process = Process::start(command)?;
        let seen = (process.ready()?.as_secs_f64(), process.resident()?);
        process.stop().map(|()| seen)
    };
    let starts = (0..10).map(one).collect::<Result<Vec<_>>>()?;
    let (seconds, resident): (Vec<f64>, Vec<f64>) = starts.into_iter().unzip();
    let (seconds, resident) = (median(seconds), median(resident));
    bench.figures.aim("`--ephemeral` ready in under 50 ms", milliseconds(seconds), seconds < 0.05);
    bench.figures.aim("`--ephemeral` under 10 MB resident", mebibytes(resident), resident < 1e7);
    Ok(())
}
