//! What one commit does, and when it is refused.

use super::{Case, Fresh, absent, assert_conflict, commit, contents, delete, get, put, unchanged, write};
use crate::{Revision, Write};

pub(super) const CASES: &[Case] = &[
    ("a fresh directory is empty", fresh_is_empty),
    ("a load shows what was committed, in key order", load_after_commit),
    ("revisions grow with every commit", revisions_grow),
    ("an expected absence fails when the key exists", absence),
    ("an expected revision fails when stale, deleted or never there", stale_revision),
    ("all expectations must hold, and nothing of a refused commit is written", all_or_nothing),
    ("of several writes to one key the last counts", last_write_counts),
    ("keys and values are any bytes", any_bytes),
];

fn fresh_is_empty(fresh: Fresh<'_>) {
    assert_eq!(contents(&*fresh()), (Vec::new(), Revision::ZERO));
}

fn load_after_commit(fresh: Fresh<'_>) {
    let store = fresh();
    let first = write(&*store, [put("b", "1"), put("a", "2"), put("c", "3")]);
    let second = write(&*store, [put("a", "4"), delete("c"), delete("never there")]);
    let expected = vec![(b"a".to_vec(), b"4".to_vec(), second), (b"b".to_vec(), b"1".to_vec(), first)];
    assert_eq!(contents(&*store), (expected, second));
}

fn revisions_grow(fresh: Fresh<'_>) {
    let store = fresh();
    let mut last = Revision::ZERO;
    for writes in [vec![put("a", "1")], vec![put("a", "1")], vec![delete("a")], vec![]] {
        let ticket = store.submit(commit([], writes), None);
        let assigned = ticket.revision();
        let revision = ticket.wait().unwrap();
        assert_eq!(assigned, Some(revision));
        assert!(revision > last);
        last = revision;
    }
    assert_eq!(contents(&*store).1, last);
}

fn absence(fresh: Fresh<'_>) {
    let store = fresh();
    let create = || commit([absent("a")], [put("a", "1")]);
    store.submit(create(), None).wait().unwrap();
    assert_conflict(&*store, create(), "a");
    write(&*store, [delete("a")]);
    store.submit(create(), None).wait().unwrap();
}

fn stale_revision(fresh: Fresh<'_>) {
    let store = fresh();
    let replace = |revision| commit([unchanged("a", revision)], [put("a", "new")]);
    assert_conflict(&*store, replace(Revision::ZERO), "a");
    let first = write(&*store, [put("a", "1")]);
    let second = write(&*store, [put("a", "1")]);
    assert_conflict(&*store, replace(first), "a");
    let third = store.submit(replace(second), None).wait().unwrap();
    write(&*store, [delete("a")]);
    assert_conflict(&*store, replace(third), "a");
    write(&*store, [put("a", "again")]);
    assert_conflict(&*store, replace(third), "a");
}

fn all_or_nothing(fresh: Fresh<'_>) {
    let store = fresh();
    let a = write(&*store, [put("a", "1")]);
    let b = write(&*store, [put("b", "1")]);
    let before = contents(&*store);
    let writes = [put("a", "2"), put("c", "2"), delete("b")];
    assert_conflict(&*store, commit([unchanged("a", a), absent("b"), absent("c")], writes.clone()), "b");
    assert_conflict(&*store, commit([unchanged("a", a), unchanged("b", a)], writes.clone()), "b");
    assert_eq!(contents(&*store), before);
    let revision =
        store.submit(commit([unchanged("a", a), unchanged("b", b), absent("c")], writes), None).wait().unwrap();
    assert_eq!(get(&*store, "c"), Some(("2".into(), revision)));
    assert_eq!(get(&*store, "b"), None);
}

fn last_write_counts(fresh: Fresh<'_>) {
    let store = fresh();
    let writes = [put("a", "1"), delete("a"), put("a", "2"), put("b", "1"), delete("b")];
    let revision = write(&*store, writes);
    assert_eq!(contents(&*store).0, [(b"a".to_vec(), b"2".to_vec(), revision)]);
    store.submit(commit([unchanged("a", revision), absent("b")], [put("b", "3")]), None).wait().unwrap();
}

fn any_bytes(fresh: Fresh<'_>) {
    let store = fresh();
    let keys = [b"".to_vec(), vec![0], vec![0, 0], vec![0, 255], vec![1; 2000], "é".into(), vec![255], vec![255; 3]];
    let values = [vec![], vec![0; 1 << 20], vec![255; 5]];
    let records: Vec<_> = keys.into_iter().zip(values.into_iter().cycle()).collect();
    let backwards = records.iter().rev().map(|(key, value)| Write::put(key.clone(), value.clone()));
    let revision = write(&*store, backwards.collect::<Vec<_>>());
    let expected: Vec<_> = records.into_iter().map(|(key, value)| (key, value, revision)).collect();
    assert!(contents(&*store).0 == expected, "records came back changed or out of order");
}
