//! What stored roles cost: `AssumeRole` with few and with many of them, memory, and the time of a start.

use std::time::Duration;

use super::{Bench, MANY};
use crate::Result;
use crate::figures::{mebibytes, milliseconds, percent, whole};
use crate::load::{Rounds, Sample, median};
use crate::process::Process;
use crate::subject::{DOCUMENT_BYTES, Subject};

const FEW: u32 = 10;

/// Long enough for anything that is still going on.
const PATIENCE: Duration = Duration::from_mins(10);

pub(super) fn run(bench: &mut Bench) -> Result<()> {
    let many = if bench.quick { 5_000 } else { 100_000 };
    let (few_subject, many_subject) = (bench.subject("few")?, bench.subject("many")?);
    fill(bench, &few_subject, FEW)?;
    let filling = fill(bench, &many_subject, many)?;
    for (name, rounds) in ["CreateRole", "PutRolePolicy"].into_iter().zip(&filling) {
        bench.figures.load(&format!("{name}, up to {} roles", whole(many.into())), MANY, rounds, None);
    }
    bench.figures.measure("resident after that", mebibytes(many_subject.process.resident()?));
    compare(bench, &few_subject, &many_subject, many, "just stored")?;
    // Storing leaves the heap in another order than loading does.
    let few_subject = few_subject.restarted(bench.on("few")?)?;
    let many_subject = many_subject.restarted(bench.on("many")?)?;
    compare(bench, &few_subject, &many_subject, many, "loaded at the start")?;
    few_subject.process.stop()?;
    many_subject.process.stop()?;
    let few = starts(bench, "few")?;
    let many_starts = starts(bench, "many")?;
    starting(bench, &few, &many_starts, many);
    Ok(())
}

/// Makes roles with an inline policy each.
fn fill(bench: &Bench, subject: &Subject, count: u32) -> Result<[Rounds; 2]> {
    let numbers = || 0..u64::from(count);
    let mut filling = [Rounds::default(), Rounds::default()];
    for (load, rounds) in
        [subject.create_role(MANY, numbers()), subject.put_role_policy(MANY, numbers())].iter().zip(&mut filling)
    {
        rounds.push(load.run(&bench.runtime, &subject.process, PATIENCE)?);
    }
    Ok(filling)
}

fn compare(bench: &mut Bench, few: &Subject, many: &Subject, count: u32, how: &str) -> Result<()> {
    let (few_load, many_load) = (few.assume_role(MANY), many.assume_role(MANY));
    let [few, many] = bench.in_turn((&few.process, &few_load), (&many.process, &many_load))?;
    let count = whole(count.into());
    bench.figures.load(&format!("AssumeRole with 10 roles, {how}"), MANY, &few, None);
    bench.figures.load(&format!("AssumeRole with {count} roles, {how}"), MANY, &many, None);
    let (cpu, rate) = (many.ratio(&few, Sample::cpu), many.ratio(&few, Sample::rate));
    let measured = format!("{} of the processor time, {} of the rate", percent(cpu), percent(rate));
    // What two runs of one and the same server differ by on a machine that has other work.
    bench.figures.aim(&format!("AssumeRole costs the same with 10 and {count} roles, {how}"), measured, cpu < 1.1);
    Ok(())
}

/// One start on a directory.
struct Start {
    seconds: f64,
    resident: f64,
    /// The same after a crash.
    seconds_after_kill: f64,
}

fn starts(bench: &Bench, directory: &str) -> Result<Vec<Start>> {
    let one = |_| {
        let process = Process::start(bench.on(directory)?)?;
        let seconds = process.ready()?.as_secs_f64();
        let resident = process.resident()?;
        process.kill()?;
        let process = Process::start(bench.on(directory)?)?;
        let seconds_after_kill = process.ready()?.as_secs_f64();
        process.stop()?;
        Ok(Start { seconds, resident, seconds_after_kill })
    };
    (0..bench.rounds()).map(one).collect()
}

fn starting(bench: &mut Bench, few: &[Start], many: &[Start], count: u32) {
    let middle = |starts: &[Start], read: fn(&Start) -> f64| median(starts.iter().map(read).collect());
    let (few_resident, many_resident) = (middle(few, |start| start.resident), middle(many, |start| start.resident));
    let each = (many_resident - few_resident) / f64::from(count);
    let (trust, inline) = DOCUMENT_BYTES;
    let roles = whole(count.into());
    let figures = &mut bench.figures;
    figures.measure("resident after a start with 10 roles", mebibytes(few_resident));
    figures.measure(&format!("resident after a start with {roles} roles"), mebibytes(many_resident));
    figures.measure("start with 10 roles", milliseconds(middle(few, |start| start.seconds)));
    let after_kill = milliseconds(middle(many, |start| start.seconds_after_kill));
    figures.measure(&format!("start with {roles} roles after SIGKILL"), after_kill);
    let aim = "memory of a stored role with one inline policy under 4 KiB";
    let measured = format!("{} bytes (its documents: {trust} + {inline} bytes)", whole(each));
    figures.aim(aim, measured, each < 4096.0);
    let seconds = middle(many, |start| start.seconds);
    figures.aim(&format!("start with {roles} roles in under 2 s"), milliseconds(seconds), seconds < 2.0);
}
