//! Objects of 1 GiB: how fast, and in how little memory.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use super::super::Bench;
use super::{Stage, show};
use crate::Result;
use crate::curl::transfer;
use crate::figures::{mebibytes, percent};
use crate::load::{Framing, ObjectRequest};
use crate::way::{Round, Way, in_turn};

/// Growth of memory that counts as none.
const CONSTANT: f64 = 16.0 * 1024.0 * 1024.0;

/// Rates are shown in this.
const MEBIBYTE: f64 = 1024.0 * 1024.0;

pub(in super::super) fn run(bench: &mut Bench) -> Result<()> {
    let stage = Stage::new(bench, "large")?;
    let object_bytes: u64 = if bench.quick { 1 << 28 } else { 1 << 30 };
    let size = if bench.quick { "256 MiB" } else { "1 GiB" };
    for (name, method, framing) in
        [("GET", "GET", Framing::Plain), ("PUT", "PUT", Framing::Plain), ("PUT in chunks", "PUT", Framing::Chunked)]
    {
        let path = format!("/bench/{object_bytes}/0");
        let request = ObjectRequest { method, path: &path, framing, object_bytes };
        let body = if method == "PUT" { Some(body(bench, object_bytes, framing)?) } else { None };
        one(bench, &stage, &format!("{name} of {size}"), &request, body)?;
    }
    Ok(())
}

fn one(bench: &mut Bench, stage: &Stage, name: &str, request: &ObjectRequest<'_>, body: Option<PathBuf>) -> Result<()> {
    let curl = bench.tools.find("curl")?;
    let sends: Vec<OsString> = body.into_iter().flat_map(|body| ["--upload-file".into(), body.into()]).collect();
    let server = &stage.subject.process;
    let mut growth: f64 = 0.0;
    let rounds = in_turn(&stage.ways(), bench.rounds(), |way: &Way<'_>| {
        // Anew each time: a signature is good for a quarter of an hour.
        let headers = request.headers(&stage.subject.worker);
        server.forget_peak()?;
        let before = server.peak()?;
        let round = transfer(&curl, &format!("http://{}{}", way.address, request.path), &headers, &sends, way.server);
        growth = growth.max(server.peak()? - before);
        round
    })?;
    let [_, nginx, gateway] = &rounds;
    let (rate, cpu) = (gateway.ratio(nginx, Round::rate), nginx.ratio(gateway, Round::cpu));
    let measured = format!("{}; nginx takes {} of the processor time", percent(rate), percent(cpu));
    bench.figures.aim(&format!("{name}: at 90 % of nginx's rate or more"), measured, rate >= 0.9);
    bench.figures.aim(&format!("{name}: in constant memory"), format!("{} more", mebibytes(growth)), growth < CONSTANT);
    show(&mut bench.figures, &format!("{name} in MiB"), 1, MEBIBYTE, &rounds);
    Ok(())
}

/// A file with the body.
fn body(bench: &Bench, object_bytes: u64, framing: Framing) -> Result<PathBuf> {
    let path = bench.path("body");
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
    crate::load::framed(&mut file, object_bytes, framing)?;
    file.flush()?;
    Ok(path)
}
