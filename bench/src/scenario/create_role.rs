//! Writes: `CreateRole` by one client and by many, and what the disk does meanwhile without a server.

use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

use super::Bench;
use crate::Result;
use crate::figures::whole;
use crate::load::Sample;
use crate::subject::Subject;

const CLIENTS: usize = 32;

/// About what the store writes for a role, its own bookkeeping left out.
const RECORD_BYTES: usize = 1024;

pub(super) fn run(bench: &mut Bench) -> Result<()> {
    let subject = Subject::start(&bench.runtime, bench.on_both_cores("create-role")?, None)?;
    let alone = subject.create_role(1, 0..u64::MAX / 2);
    let together = subject.create_role(CLIENTS, u64::MAX / 2..u64::MAX);
    let mut disk = vec![synced_appends(bench)?];
    let [alone, together] = bench.in_turn((&subject.process, &alone), (&subject.process, &together))?;
    disk.push(synced_appends(bench)?);
    bench.figures.load("CreateRole", 1, &alone, None);
    bench.figures.load("CreateRole", CLIENTS, &together, None);
    let ratio = together.ratio(&alone, Sample::rate);
    bench.figures.aim("CreateRole by 32 clients at 5 times the rate of one", format!("{ratio:.1} times"), ratio >= 5.0);
    let disk = disk.into_iter().map(whole).collect::<Vec<_>>().join(" and ");
    bench.figures.measure("appends of 1 KiB to a file with fdatasync, a second, before and after CreateRole", disk);
    Ok(())
}

/// Appends a second that are durable one by one.
fn synced_appends(bench: &Bench) -> Result<f64> {
    let mut file = File::create(bench.path("appends"))?;
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < Duration::from_secs(1) {
        file.write_all(&[b'x'; RECORD_BYTES])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}
