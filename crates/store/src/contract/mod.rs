//! The suite that every backend passes: run [`check`] from a backend's own tests.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a suite of tests, compiled only for tests of backends")]

mod commits;
mod following;
mod model;
mod together;

use crate::{Commit, Expectation, Revision, Store, StoreError, Write};

/// Makes an empty directory, different from all made before.
pub type Fresh<'a> = &'a dyn Fn() -> Box<dyn Store>;

/// One promise of the contract.
type Case = (&'static str, fn(Fresh<'_>));

/// Holds a backend to the contract; panics, after naming the case, where it breaks its promise.
pub fn check(fresh: Fresh<'_>) {
    for (name, case) in [commits::CASES, following::CASES, together::CASES, model::CASES].concat() {
        println!("contract: {name}");
        case(fresh);
    }
}

/// A key, its value, and the revision that wrote it.
type Record = (Vec<u8>, Vec<u8>, Revision);

/// All records and the revision of a directory.
fn contents(store: &dyn Store) -> (Vec<Record>, Revision) {
    let mut records = Vec::new();
    let revision = store.load(&mut |key, value, at| records.push((key.to_vec(), value.to_vec(), at))).unwrap();
    (records, revision)
}

/// The record under a key.
fn get(store: &dyn Store, key: &str) -> Option<(String, Revision)> {
    let found = contents(store).0.into_iter().find(|(found, ..)| found == key.as_bytes());
    found.map(|(_, value, revision)| (String::from_utf8(value).unwrap(), revision))
}

fn put(key: &str, value: &str) -> Write {
    Write::put(key.as_bytes(), value.as_bytes())
}

fn delete(key: &str) -> Write {
    Write::delete(key.as_bytes())
}

fn absent(key: &str) -> Expectation {
    Expectation::absent(key.as_bytes())
}

fn unchanged(key: &str, revision: Revision) -> Expectation {
    Expectation::unchanged(key.as_bytes(), revision)
}

fn commit(expects: impl Into<Vec<Expectation>>, writes: impl Into<Vec<Write>>) -> Commit {
    Commit { expects: expects.into(), writes: writes.into() }
}

/// Submits unconditional writes and waits until they are durable.
fn write(store: &dyn Store, writes: impl Into<Vec<Write>>) -> Revision {
    store.submit(commit([], writes), None).wait().unwrap()
}

/// Asserts that a commit is refused on account of this key.
fn assert_conflict(store: &dyn Store, commit: Commit, key: &str) {
    let ticket = store.submit(commit, Some(Box::new(|_| panic!("a refused commit ran its callback"))));
    assert_eq!(ticket.revision(), None);
    assert_eq!(ticket.wait(), Err(StoreError::Conflict { key: key.as_bytes().into() }));
}
