//! Any sequence of commits does what it does to a `BTreeMap`.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};

use super::{Case, Fresh, contents};
use crate::{Commit, Expectation, Revision, Store, StoreError, Ticket, Write};

pub(super) const CASES: &[Case] = &[("any sequence of commits does what it does to a map", as_a_map)];

/// A commit before it is known which revisions its expectations name.
type Draft = (Vec<(u8, Guess)>, Vec<(u8, Option<u8>)>);

/// What a commit supposes of a key.
#[derive(Clone, Copy, Debug)]
enum Guess {
    /// The truth.
    Right,
    Absent,
    /// Some revision, hardly ever that of the key.
    At(u8),
}

/// The directory as it should be.
#[derive(Default)]
struct Model {
    records: BTreeMap<Vec<u8>, (Vec<u8>, Revision)>,
    revision: Revision,
}

fn as_a_map(fresh: Fresh<'_>) {
    let key = || 0..6_u8;
    let guess = prop_oneof![6 => Just(Guess::Right), 1 => Just(Guess::Absent), 1 => any::<u8>().prop_map(Guess::At)];
    let draft = (vec((key(), guess), 0..4), vec((key(), any::<Option<u8>>()), 0..4));
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&vec((draft, any::<bool>()), 1..40), |drafts| {
        replay(&*fresh(), drafts);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

/// Commits the drafts; after some of them, waits for all so far and compares.
fn replay(store: &dyn Store, drafts: Vec<(Draft, bool)>) {
    let mut model = Model::default();
    let mut open: Vec<(Ticket, Result<Revision, StoreError>)> = Vec::new();
    for (draft, settle) in drafts {
        let commit = model.commit(draft);
        let ticket = store.submit(commit.clone(), None);
        let expected = model.apply(&commit, ticket.revision());
        open.push((ticket, expected));
        if settle {
            settle_all(store, &model, &mut open);
        }
    }
    settle_all(store, &model, &mut open);
}

fn settle_all(store: &dyn Store, model: &Model, open: &mut Vec<(Ticket, Result<Revision, StoreError>)>) {
    for (ticket, expected) in open.drain(..) {
        assert_eq!(ticket.wait(), expected);
    }
    let records: Vec<_> = model.records.iter().map(|(k, (v, at))| (k.clone(), v.clone(), *at)).collect();
    assert_eq!(contents(store), (records, model.revision));
}

impl Model {
    fn commit(&self, (expects, writes): Draft) -> Commit {
        let expects = expects.into_iter().map(|(key, guess)| match guess {
            Guess::Right => Expectation { key: [key].into(), revision: self.at(&[key]) },
            Guess::Absent => Expectation::absent([key]),
            Guess::At(revision) => Expectation::unchanged([key], Revision::new(revision.into())),
        });
        let writes = writes.into_iter().map(|(key, value)| match value {
            Some(value) => Write::put([key], [value]),
            None => Write::delete([key]),
        });
        Commit { expects: expects.collect(), writes: writes.collect() }
    }

    fn at(&self, key: &[u8]) -> Option<Revision> {
        self.records.get(key).map(|(_, revision)| *revision)
    }

    /// What the store should answer, given the revision that it chose.
    fn apply(&mut self, commit: &Commit, chosen: Option<Revision>) -> Result<Revision, StoreError> {
        if let Some(broken) = commit.expects.iter().find(|expected| self.at(&expected.key) != expected.revision) {
            return Err(StoreError::Conflict { key: broken.key.clone() });
        }
        let revision = chosen.unwrap();
        assert!(revision > self.revision);
        self.revision = revision;
        for write in &commit.writes {
            match write {
                Write::Put { key, value } => self.records.insert(key.to_vec(), (value.to_vec(), revision)),
                Write::Delete { key } => self.records.remove(&**key),
            };
        }
        Ok(revision)
    }
}
