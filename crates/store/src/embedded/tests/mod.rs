//! The embedded backend on a disk that fails, loses power and counts its syncs.

mod disk;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::Embedded;
use super::records::Records;
use crate::{Commit, OnDurable, Revision, Store, StoreError, Ticket, Write};
use disk::Disk;

fn open(disk: &Disk) -> Embedded {
    Embedded::start(Records::over(disk.clone()).unwrap(), None).unwrap()
}

/// Commit number `n` of a history in which each replaces `head` and `tail` and adds a key of its own.
fn commit(n: u64) -> Commit {
    let number = n.to_be_bytes();
    Commit {
        expects: Vec::new(),
        writes: vec![Write::put(*b"head", number), Write::put(number, [b'x'; 300]), Write::put(*b"tail", number)],
    }
}

/// Asserts that the disk holds the first commits of that history, whole, up to the one returned.
fn assert_whole(disk: &Disk) -> Revision {
    let store = open(disk);
    let mut records = Vec::new();
    let last = store.load(&mut |key, value, revision| records.push((key.to_vec(), value.to_vec(), revision))).unwrap();
    let (count, ends): (Vec<_>, Vec<_>) = records.into_iter().partition(|(key, ..)| key.len() == 8);
    assert_eq!(count.len() as u64, last.get());
    for (n, (key, value, revision)) in (1..).zip(count) {
        assert_eq!((key, value, revision.get()), (u64::to_be_bytes(n).to_vec(), vec![b'x'; 300], n));
    }
    assert_eq!(ends.len(), if last == Revision::ZERO { 0 } else { 2 });
    assert!(ends.into_iter().all(|(_, value, revision)| value == last.get().to_be_bytes() && revision == last));
    last
}

fn count_in(counter: &Arc<AtomicU64>) -> OnDurable {
    let counter = Arc::clone(counter);
    Box::new(move |revision| counter.store(revision.get(), Ordering::SeqCst))
}

fn submit_all(store: &Embedded, numbers: std::ops::RangeInclusive<u64>, counter: &Arc<AtomicU64>) -> Vec<Ticket> {
    numbers.map(|n| store.submit(commit(n), Some(count_in(counter)))).collect()
}

fn wait_all(tickets: Vec<Ticket>) {
    for ticket in tickets {
        ticket.wait().unwrap();
    }
}

#[test]
fn waiting_commits_share_one_sync() {
    let disk = Disk::default();
    let store = open(&disk);
    let begin = disk.syncs_begun();
    store.submit(commit(1), None).wait().unwrap();
    let alone = disk.syncs_begun() - begin;
    assert_eq!(alone, 1, "a lone commit costs one sync");

    let counter = Arc::default();
    let tickets = disk.with_syncs_held(|| {
        let mut tickets = submit_all(&store, 2..=2, &counter);
        while disk.syncs_begun() == begin + alone {
            thread::yield_now();
        }
        tickets.extend(submit_all(&store, 3..=500, &counter));
        assert_eq!(counter.load(Ordering::SeqCst), 0, "a callback ran before its sync");
        tickets
    });
    wait_all(tickets);
    assert_eq!(disk.syncs_begun() - begin, 3 * alone);
}

#[test]
fn what_was_acknowledged_survives_a_power_cut_and_nothing_is_torn() {
    let disk = Disk::default();
    let store = open(&disk);
    disk.cut_power_every(5);
    let acknowledged = Arc::new(AtomicU64::new(0));
    let mut cuts = 0;
    for round in 0..30 {
        let before = acknowledged.load(Ordering::SeqCst);
        let size = 1 + round % 7;
        let first = before + 1;
        let tickets = submit_all(&store, first..=before + size, &acknowledged);
        wait_all(tickets);
        for image in disk.take_cuts() {
            cuts += 1;
            let found = assert_whole(&Disk::holding(image)).get();
            assert!((before..=before + size).contains(&found), "acknowledged {before}, found {found}");
        }
    }
    assert!(cuts > 30, "only {cuts} power cuts");
}

#[test]
fn a_flipped_bit_is_noticed_or_without_effect() {
    let disk = Disk::default();
    let store = open(&disk);
    wait_all(submit_all(&store, 1..=200, &Arc::default()));
    drop(store);
    let image = disk.image();
    let mut noticed = 0;
    for at in (0..image.len()).step_by(image.len() / 70 + 1).chain((0..320).step_by(9)) {
        let mut damaged = image.clone();
        damaged[at] ^= 0x10;
        match Records::over(Disk::holding(damaged.clone())) {
            Ok(_) => assert_eq!(assert_whole(&Disk::holding(damaged)), Revision::new(200), "byte {at}"),
            Err(StoreError::Open { .. }) => noticed += 1,
            Err(other) => panic!("byte {at}: {other}"),
        }
    }
    assert!(noticed > 10, "only {noticed} flipped bits were noticed");
}

#[test]
fn a_failing_disk_stops_the_store_and_takes_back_nothing() {
    for operations in 0..40 {
        let disk = Disk::default();
        let store = open(&disk);
        store.submit(commit(1), None).wait().unwrap();
        disk.fail_after(operations);
        let acknowledged = Arc::new(AtomicU64::new(1));
        let mut results: Vec<_> = Vec::new();
        for n in (2..200).step_by(3) {
            let tickets = submit_all(&store, n..=n + 2, &acknowledged);
            results.extend(tickets.into_iter().map(Ticket::wait));
        }
        let good = results.iter().take_while(|result| result.is_ok()).count();
        assert_eq!(acknowledged.load(Ordering::SeqCst), 1 + good as u64);
        for failed in &results[good..] {
            let Err(StoreError::Io { reason }) = failed else { panic!("{failed:?} after a failed write") };
            assert!(reason.contains("on fire"), "{reason}");
        }
        assert!(good < results.len(), "the disk did not fail");

        let refused = store.submit(commit(1000), None);
        assert_eq!(refused.revision(), None, "a failed store accepted a commit");
        assert!(matches!(refused.wait(), Err(StoreError::Io { .. })));
        drop(store);
        assert!(assert_whole(&Disk::holding(disk.image())).get() > good as u64);
    }
}
