//! Prints how many commits a second one and many threads reach, each waiting for its own to be durable.
//!
//! `cargo run --release -p rolecall-store --example commit_rate -- [DIR]`

#![expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rolecall_store::{Commit, Embedded, Expectation, Memory, Store, StoreError, Write};

/// How long each figure is measured.
const MEASURED: Duration = Duration::from_secs(3);

fn main() -> Result<(), StoreError> {
    let directory = std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("commit-rate"), PathBuf::from);
    report("embedded", &Embedded::open(&directory)?);
    report("memory", &Memory::new());
    let begin = Instant::now();
    let store = Embedded::open(&directory)?;
    let opened = begin.elapsed();
    let mut keys = 0_u64;
    store.load(&mut |_, _, _| keys += 1)?;
    println!("reopened in {opened:?}, loaded {keys} keys in {:?}", begin.elapsed().saturating_sub(opened));
    Ok(())
}

fn report(name: &str, store: &dyn Store) {
    let alone = rate(store, 1);
    println!("{name}: 1 thread {alone:.0} commits/s");
    for threads in [8, 32, 128] {
        let together = rate(store, threads);
        println!("{name}: {threads} threads {together:.0} commits/s, {:.1} times one thread", together / alone);
    }
}

/// Commits a second, of two keys and about 600 bytes each.
#[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
fn rate(store: &dyn Store, threads: usize) -> f64 {
    let begin = Instant::now();
    let done = AtomicU64::new(0);
    thread::scope(|scope| {
        for thread in 0..threads {
            let done = &done;
            scope.spawn(move || {
                for round in 0_u64.. {
                    if begin.elapsed() > MEASURED || create(store, &format!("{threads}/{thread}/{round}")).is_err() {
                        break;
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    done.load(Ordering::Relaxed) as f64 / begin.elapsed().as_secs_f64()
}

fn create(store: &dyn Store, name: &str) -> Result<(), StoreError> {
    let (role, id) = (format!("role/{name}").into_bytes(), format!("id/{name}").into_bytes());
    let writes = vec![Write::put(role.clone(), [b'x'; 600]), Write::put(id, role.clone())];
    store.submit(Commit { expects: vec![Expectation::absent(role)], writes }, None).wait().map(drop)
}
