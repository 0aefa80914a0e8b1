//! A process killed at any moment loses no acknowledged commit and leaves no half of one.
//!
//! The test runs itself as a child that writes and reports each acknowledged commit, and kills it; 5 times, or 50 times if
//! `ROLECALL_LONG` is set.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use rolecall_store::{Commit, Embedded, Store, Write};

/// Names the data directory to the child.
const DIRECTORY: &str = "STORE_CRASH_DIRECTORY";

/// Sets the child's names apart from those of children before it.
const ROUND: &str = "STORE_CRASH_ROUND";

const THREADS: usize = 8;

#[test]
fn a_killed_process_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let rounds = if env::var_os("ROLECALL_LONG").is_some() { 50 } else { 5 };
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        acknowledged.extend(run_and_kill(home.path(), round, 1 + round * 197 % 977));
        check(home.path(), &acknowledged);
    }
}

/// Runs a child until it has acknowledged so many commits, kills it, and returns all that it acknowledged.
fn run_and_kill(home: &Path, round: usize, after: usize) -> Vec<String> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture", "--quiet"])
        .env(DIRECTORY, home)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let names = |line: String| line.strip_prefix("done ").map(str::to_owned);
    let mut acknowledged: Vec<_> = lines.by_ref().filter_map(names).take(after).collect();
    assert_eq!(acknowledged.len(), after, "the child ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(lines.filter_map(names));
    acknowledged
}

fn check(home: &Path, acknowledged: &[String]) {
    let mut records = BTreeMap::new();
    let store = Embedded::open(home).unwrap();
    store
        .load(&mut |key, value, revision| {
            records.insert(String::from_utf8(key.to_vec()).unwrap(), (value.to_vec(), revision));
        })
        .unwrap();
    for name in acknowledged {
        assert!(records.contains_key(&format!("left/{name}")), "{name} was acknowledged and is gone");
    }
    let half = |side: &str| -> Vec<_> {
        let of_side = records.iter().filter_map(|(key, record)| Some((key.strip_prefix(side)?, record)));
        of_side.collect()
    };
    assert!(half("left/") == half("right/"), "half a commit was found");
}

/// The process that is killed. Each commit writes two keys.
#[test]
#[ignore = "run by a_killed_process_loses_nothing"]
fn child() {
    let Ok(directory) = env::var(DIRECTORY) else { return };
    let store = Embedded::open(directory).unwrap();
    let round = env::var(ROUND).unwrap();
    thread::scope(|scope| {
        for t in 0..THREADS {
            let (store, round) = (&store, &round);
            scope.spawn(move || {
                for n in 0.. {
                    let name = format!("{round}/{t}/{n}");
                    let value = name.repeat(n % 100);
                    let side =
                        |side: &str| Write::put(format!("{side}/{name}").into_bytes(), value.clone().into_bytes());
                    let commit = Commit { expects: Vec::new(), writes: vec![side("left"), side("right")] };
                    store.submit(commit, None).wait().unwrap();
                    writeln!(std::io::stdout().lock(), "done {name}").unwrap();
                }
            });
        }
    });
}
