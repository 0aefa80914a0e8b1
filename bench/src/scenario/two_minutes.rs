//! Two minutes of issuing: the end must be as fast as the beginning, and nothing be kept of a session.

use std::time::Duration;

use super::{Bench, MANY};
use crate::Result;
use crate::figures::percent;
use crate::load::Rounds;

const PARTS: usize = 12;

pub(super) fn run(bench: &mut Bench) -> Result<()> {
    let part = Duration::from_secs(if bench.quick { 1 } else { 10 });
    let subject = bench.subject("two-minutes")?;
    let load = subject.assume_role(MANY);
    load.run(&bench.runtime, &subject.process, part / 5)?;
    let mut rounds = Rounds::default();
    let mut resident = Vec::new();
    for _ in 0..PARTS {
        rounds.push(load.run(&bench.runtime, &subject.process, part)?);
        resident.push(subject.process.resident()?);
    }
    let (Some(first), Some(last)) = (rounds.first(), rounds.last()) else { return Ok(()) };
    let (rate, cpu) = (last.rate() / first.rate(), last.cpu() / first.cpu());
    let measured = format!("{} of the rate, {} of the processor time", percent(rate), percent(cpu));
    let (Some(begin), Some(end)) = (resident.first(), resident.last()) else { return Ok(()) };
    let each = (end - begin) / (rounds.count() - first.count());
    let seconds = part.as_secs() * 12;
    let figures = &mut bench.figures;
    figures.load(&format!("AssumeRole for {seconds} s"), MANY, &rounds, None);
    figures.aim("the last twelfth as fast as the first", measured, rate > 0.9 || cpu < 1.1);
    figures.aim("no memory kept of an issued session", format!("{each:.2} bytes"), each < 1.0);
    Ok(())
}
