//! Objects of 1 KiB: how many a second, and how much later than directly.

use std::time::Duration;

use super::super::{Bench, FEW, MANY};
use super::{Stage, show};
use crate::Result;
use crate::figures::percent;
use crate::load::{Framing, Identity, ObjectRequest, Rounds};
use crate::way::{Round, in_turn};
use crate::wrk::Script;

const OBJECT_BYTES: u64 = 1024;

/// Different objects, each signed for itself.
const OBJECTS: usize = 64;

pub(in super::super) fn get(bench: &mut Bench) -> Result<()> {
    let stage = Stage::new(bench, "get")?;
    let session = stage.subject.session(&bench.runtime)?;
    let user = &*stage.subject.worker;
    for (name, caller) in [("GET of 1 KiB", user), ("GET of 1 KiB by a session of a role", &session)] {
        let rounds = measure(bench, &stage, caller, ("GET", Framing::Plain), MANY)?;
        throughput(bench, name, MANY, &rounds);
    }
    for connections in [1, FEW] {
        let [direct, nginx, gateway] = measure(bench, &stage, user, ("GET", Framing::Plain), connections)?;
        let added = |way: &Rounds<Round>| way.beside(&direct, |own, direct| (own.p50 - direct.p50) * 1e3);
        let (by_nginx, by_gateway) = (added(&nginx), added(&gateway));
        let measured = format!("{by_gateway:.0} µs (nginx: {by_nginx:.0} µs)");
        let aim = format!("GET of 1 KiB over {connections}: less than 200 µs added at the median");
        bench.figures.aim(&aim, measured, by_gateway < 200.0);
        show(&mut bench.figures, "GET of 1 KiB", connections, 1.0, &[direct, nginx, gateway]);
    }
    Ok(())
}

pub(in super::super) fn put(bench: &mut Bench) -> Result<()> {
    let stage = Stage::new(bench, "put")?;
    for (name, framing) in [("PUT of 1 KiB", Framing::Plain), ("PUT of 1 KiB in chunks", Framing::Chunked)] {
        let rounds = measure(bench, &stage, &stage.subject.worker, ("PUT", framing), MANY)?;
        throughput(bench, name, MANY, &rounds);
    }
    Ok(())
}

fn throughput(bench: &mut Bench, name: &str, connections: usize, rounds: &[Rounds<Round>; 3]) {
    let [_, nginx, gateway] = rounds;
    let (rate, cpu) = (gateway.ratio(nginx, Round::rate), nginx.ratio(gateway, Round::cpu));
    let aim = format!("{name} at 60 % of nginx's rate or more");
    let measured = format!("{}; nginx takes {} of the processor time", percent(rate), percent(cpu));
    bench.figures.aim(&aim, measured, rate >= 0.6);
    show(&mut bench.figures, name, connections, 1.0, rounds);
}

fn measure(
    bench: &Bench,
    stage: &Stage,
    caller: &Identity,
    (method, framing): (&'static str, Framing),
    connections: usize,
) -> Result<[Rounds<Round>; 3]> {
    let wrk = bench.tools.find("wrk")?;
    let signed = |number| {
        let path = format!("/bench/{OBJECT_BYTES}/{number}");
        ObjectRequest { method, path: &path, framing, object_bytes: OBJECT_BYTES }.bytes(caller)
    };
    let requests: Vec<Vec<u8>> = (0..OBJECTS).map(signed).collect();
    let path = bench.path("requests.lua");
    let script = Script::write(&path, &requests)?;
    let duration = Duration::from_secs(if bench.quick { 1 } else { 4 });
    in_turn(&stage.ways(), bench.rounds(), |way| script.run(&wrk, way.address, connections, duration, way.server))
}
