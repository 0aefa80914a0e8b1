//! Watching: every durable commit once, in order, or a clear word that some are gone.

use std::thread;

use super::{Case, Fresh, absent, assert_conflict, commit, contents, delete, put, write};
use crate::{Change, Revision, StoreError};

pub(super) const CASES: &[Case] = &[
    ("a watcher sees each commit once, with its writes, in order", in_order),
    ("a watcher sees nothing of refused commits", no_refused),
    ("a waiting watcher is woken", waits),
    ("a watcher from a load on misses nothing", from_a_load),
    ("history too old or not yet made is refused", compacted),
    ("a watcher outlives the store only to learn that it closed", closed),
];

fn in_order(fresh: Fresh<'_>) {
    let store = fresh();
    let mut changes = store.watch(Revision::ZERO).unwrap();
    assert_eq!(changes.try_next(), Ok(None));
    let batches = [vec![put("b", "1"), delete("a")], vec![], vec![put("b", "2")]];
    let revisions = batches.clone().map(|writes| write(&*store, writes));
    for (revision, writes) in revisions.into_iter().zip(batches) {
        assert_eq!(changes.wait(), Ok(Change { revision, writes: writes.into() }));
    }
    assert_eq!(changes.try_next(), Ok(None));
    let [_, middle, last] = revisions;
    assert_eq!(store.watch(middle).unwrap().wait().unwrap().revision, last);
    assert_eq!(store.watch(last).unwrap().try_next(), Ok(None));
}

fn no_refused(fresh: Fresh<'_>) {
    let store = fresh();
    write(&*store, [put("a", "1")]);
    let mut changes = store.watch(contents(&*store).1).unwrap();
    assert_conflict(&*store, commit([absent("a")], [put("a", "2")]), "a");
    let next = write(&*store, [put("b", "1")]);
    assert_eq!(changes.wait().unwrap().revision, next);
}

fn waits(fresh: Fresh<'_>) {
    let store = fresh();
    let mut changes = store.watch(Revision::ZERO).unwrap();
    thread::scope(|scope| {
        let watcher = scope.spawn(move || [changes.wait().unwrap().revision, changes.wait().unwrap().revision]);
        let written = [write(&*store, [put("a", "1")]), write(&*store, [put("a", "2")])];
        assert_eq!(watcher.join().unwrap(), written);
    });
}

fn from_a_load(fresh: Fresh<'_>) {
    const COMMITS: usize = 100;

    let store = fresh();
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..COMMITS {
                write(&*store, [put(&format!("{n:03}"), "")]);
            }
        });
        while contents(&*store).0.len() < COMMITS {
            let (records, revision) = contents(&*store);
            let mut changes = store.watch(revision).unwrap();
            for n in records.len()..COMMITS.min(records.len() + 5) {
                assert_eq!(*changes.wait().unwrap().writes, [put(&format!("{n:03}"), "")]);
            }
        }
    });
}

fn compacted(fresh: Fresh<'_>) {
    let store = fresh();
    let mut slow = store.watch(Revision::ZERO).unwrap();
    assert!(matches!(store.watch(Revision::new(1)), Err(StoreError::Compacted)));
    for _ in 0..16 {
        write(&*store, [put("a", &"x".repeat(1 << 20))]);
    }
    assert_eq!(slow.try_next(), Err(StoreError::Compacted));
    assert_eq!(slow.wait(), Err(StoreError::Compacted));
    assert!(matches!(store.watch(Revision::ZERO), Err(StoreError::Compacted)));
    let now = contents(&*store).1;
    assert_eq!(store.watch(now).unwrap().try_next(), Ok(None));
}

fn closed(fresh: Fresh<'_>) {
    let store = fresh();
    let mut changes = store.watch(Revision::ZERO).unwrap();
    let revision = write(&*store, [put("a", "1")]);
    drop(store);
    assert_eq!(changes.wait().unwrap().revision, revision);
    assert_eq!(changes.wait(), Err(StoreError::Closed));
}
