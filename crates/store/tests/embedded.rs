//! The embedded backend and its data directory.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::sync::{Arc, mpsc};

use redb::{Database, TableDefinition};
use rolecall_store::{Commit, Embedded, Expectation, Revision, Store, StoreError, Write};
use tempfile::tempdir;

type Records = Vec<(Vec<u8>, Vec<u8>, Revision)>;

fn contents(store: &Embedded) -> (Records, Revision) {
    let mut records = Vec::new();
    let last = store.load(&mut |key, value, at| records.push((key.to_vec(), value.to_vec(), at))).unwrap();
    (records, last)
}

fn put(key: &str, value: &str) -> Commit {
    Commit { expects: Vec::new(), writes: vec![Write::put(key.as_bytes(), value.as_bytes())] }
}

fn refusal(directory: &Path) -> StoreError {
    Embedded::open(directory).err().unwrap()
}

/// Writes a redb file such as this program would not.
fn write_foreign(directory: &Path, table: &str, key: &str, value: u64) {
    let database = Database::create(directory.join("directory.redb")).unwrap();
    let tx = database.begin_write().unwrap();
    tx.open_table(TableDefinition::<&str, u64>::new(table)).unwrap().insert(key, value).unwrap();
    tx.commit().unwrap();
}

#[test]
fn reopening_keeps_records_revisions_and_history() {
    let home = tempdir().unwrap();
    let store = Embedded::open(home.path()).unwrap();
    let first = store.submit(put("a", "1"), None).wait().unwrap();
    store.submit(put("b", "2"), None).wait().unwrap();
    let delete = Commit { expects: Vec::new(), writes: vec![Write::delete(*b"b")] };
    let last = store.submit(delete, None).wait().unwrap();
    let before = contents(&store);
    drop(store);

    let store = Embedded::open(home.path()).unwrap();
    assert_eq!(contents(&store), before);
    assert!(matches!(store.watch(first), Err(StoreError::Compacted)));
    let mut changes = store.watch(last).unwrap();
    let commit = Commit {
        expects: vec![Expectation::unchanged(*b"a", first), Expectation::absent(*b"b")],
        writes: vec![Write::delete(*b"a")],
    };
    let next = store.submit(commit, None).wait().unwrap();
    assert!(next > last);
    assert_eq!(changes.wait().unwrap().revision, next);
}

#[test]
fn dropping_the_store_makes_all_accepted_commits_durable() {
    let home = tempdir().unwrap();
    let store = Embedded::open(home.path()).unwrap();
    let tickets: Vec<_> = (0..3000).map(|n| store.submit(put(&n.to_string(), ""), None)).collect();
    drop(store);
    for ticket in tickets {
        ticket.wait().unwrap();
    }
    assert_eq!(contents(&Embedded::open(home.path()).unwrap()).0.len(), 3000);
}

#[test]
fn a_callback_may_hold_the_last_reference() {
    let home = tempdir().unwrap();
    let store = Arc::new(Embedded::open(home.path()).unwrap());
    let (send, receive) = mpsc::channel();
    let last = Arc::clone(&store);
    let on_durable = Box::new(move |_| {
        receive.recv().unwrap();
        drop(last);
    });
    let ticket = store.submit(put("a", "1"), Some(on_durable));
    drop(store);
    send.send(()).unwrap();
    ticket.wait().unwrap();
}

#[test]
fn a_directory_in_use_is_refused_by_name() {
    let home = tempdir().unwrap();
    let store = Embedded::open(home.path()).unwrap();
    let error = refusal(home.path());
    assert_eq!(error, StoreError::InUse { directory: home.path().into() });
    assert_eq!(error.to_string(), format!("the data directory {} is in use by another process", home.path().display()));
    drop(store);
    Embedded::open(home.path()).unwrap();
}

#[test]
fn a_newer_format_is_refused() {
    let home = tempdir().unwrap();
    write_foreign(home.path(), "meta", "format", 2);
    assert_eq!(refusal(home.path()), StoreError::UnknownFormat { directory: home.path().into(), found: 2, known: 1 });
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_left_alone() {
    let home = tempdir().unwrap();
    write_foreign(home.path(), "recipes", "pancakes", 4);
    assert!(refusal(home.path()).to_string().contains("not written by this program"));

    let home = tempdir().unwrap();
    let file = home.path().join("directory.redb");
    fs::write(&file, "a letter to grandmother").unwrap();
    assert!(matches!(refusal(home.path()), StoreError::Open { .. }));
    assert_eq!(fs::read_to_string(&file).unwrap(), "a letter to grandmother");

    let not_a_directory = file;
    assert!(matches!(refusal(&not_a_directory), StoreError::Open { .. }));
}

#[test]
fn a_first_start_that_was_interrupted_is_begun_again() {
    let home = tempdir().unwrap();
    fs::write(home.path().join("directory.new"), [0; 5000]).unwrap();
    let store = Embedded::open(home.path()).unwrap();
    store.submit(put("a", "1"), None).wait().unwrap();
    assert!(!home.path().join("directory.new").exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_look() {
    use std::os::unix::fs::PermissionsExt;

    let home = tempdir().unwrap();
    let directory = home.path().join("deep/down");
    let _store = Embedded::open(&directory).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for made in [home.path().join("deep"), directory.clone()] {
        assert_eq!(mode(&made), 0o700);
    }
    for file in ["directory.redb", "lock"] {
        assert_eq!(mode(&directory.join(file)), 0o600, "{file}");
    }
}
