//! The data plane beside the bare server: `AssumeRole` and `GetCallerIdentity`, at full load and at a few connections.

use super::{Bench, FEW, MANY};
use crate::Result;
use crate::figures::percent;
use crate::load::{Load, Rounds, Sample};
use crate::subject::Subject;

pub(super) fn assume_role(bench: &mut Bench) -> Result<()> {
    let [own, bare] = beside_bare(bench, "AssumeRole", MANY, |subject| subject.assume_role(MANY))?;
    let ratio = own.ratio(&bare, Sample::rate);
    bench.figures.aim("AssumeRole at 45 % of the bare rate or more", percent(ratio), ratio >= 0.45);
    let ratio = bare.ratio(&own, Sample::cpu);
    bench.figures.measure("processor time of a bare answer, of that of an AssumeRole", percent(ratio));
    Ok(())
}

pub(super) fn get_caller_identity(bench: &mut Bench) -> Result<()> {
    beside_bare(bench, "GetCallerIdentity", MANY, |subject| subject.get_caller_identity(MANY)).map(drop)
}

pub(super) fn latency(bench: &mut Bench) -> Result<()> {
    let [own, bare] = beside_bare(bench, "AssumeRole", FEW, |subject| subject.assume_role(FEW))?;
    let p99 = |sample: &Sample| sample.within(0.99);
    let (own, bare) = (own.median(p99), bare.median(p99));
    let measured = format!("{own:.2} ms (bare: {bare:.2} ms)");
    bench.figures.aim("p99 of AssumeRole at 8 connections under 1 ms", measured, own < 1.0);
    Ok(())
}

fn beside_bare(
    bench: &mut Bench,
    name: &str,
    connections: usize,
    load: impl Fn(&Subject) -> Load,
) -> Result<[Rounds; 2]> {
    let subject = bench.subject(&format!("{name}-{connections}"))?;
    let load = load(&subject);
    let (bare, bare_load) = bench.bare(&subject, &load)?;
    let [own, bare] = bench.in_turn((&subject.process, &load), (&bare, &bare_load))?;
    bench.figures.load(name, connections, &own, Some(&bare));
    bench.figures.load(&format!("bare, for {name}"), connections, &bare, None);
    Ok([own, bare])
}
