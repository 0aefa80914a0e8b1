//! The engine against the oracle, on random cases and on every case in which they ever differed.
//!
//! `ROLECALL_DIFFERENTIAL_CASES` says how many random cases, `ROLECALL_DIFFERENTIAL_SEED` from which seed on.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use differential_support::{World, engine};
use rolecall_oracle::{Case, Decision, Expected, Outcome, crowd_from_seed, evaluate, from_seed, shrink};
use rolecall_policy::could_be_allowed;

mod differential_support;

/// Few enough for every run of the tests.
const CASES: u64 = 100_000;

/// For so many cases one crowd of cases under many policies, which takes about as long as so many cases.
const CASES_PER_CROWD: u64 = 100;

/// Seeds that one thread takes at a time.
const BATCH: u64 = 50;

/// How often the same policies are asked: the engine may treat those differently that are asked often.
const OFTEN: usize = 40;

/// Differences that are shown.
const SHOWN: usize = 5;

/// How often each outcome came up, and the cases in which engine and oracle differ.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<Outcome, u64>,
    different: Vec<Case>,
}

/// The cases of a seed are asked.
type Ask = fn(seed: u64, tally: &mut Tally);

#[test]
fn engine_and_oracle_decide_alike() {
    let tally = run(setting("ROLECALL_DIFFERENTIAL_CASES", CASES), |seed, tally| {
        let case = from_seed(seed);
        tally.ask(&[case], 1);
    });
    tally.assert_alike();
    tally.assert_spread();
}

#[test]
fn engine_and_oracle_decide_alike_under_many_policies() {
    let crowds = setting("ROLECALL_DIFFERENTIAL_CASES", CASES).div_ceil(CASES_PER_CROWD);
    run(crowds, |seed, tally| {
        let crowd = crowd_from_seed(seed);
        tally.ask(&crowd, OFTEN.div_ceil(crowd.len()));
    })
    .assert_alike();
}

#[test]
fn what_once_differed_does_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/differences");
    let paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!paths.is_empty());
    for path in paths {
        let case: Case = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let expected = case.expect.as_ref().map(|expect| Outcome { decision: expect.decision, by: expect.by }).unwrap();
        assert_eq!(evaluate(&case), expected, "oracle: {}", case.name);
        assert_eq!(engine(&case).unwrap(), expected, "engine: {}", case.name);
        assert_eq!(other_answer(&case), None, "engine, asked often: {}", case.name);
    }
}

/// Of whatever is allowed with a key and refused without it, the engine says that the key could make a difference.
#[test]
fn what_a_key_would_allow_is_never_said_to_be_refused_all_the_same() {
    let (mut allowed_by_key, mut certain) = (0, 0);
    for seed in 0..setting("ROLECALL_DIFFERENTIAL_CASES", CASES) / 4 {
        let whole = from_seed(seed);
        let world = World::compile(&whole).unwrap();
        let is_allowed = world.ask(&whole).decision == Decision::Allowed;
        for key in whole.context.keys() {
            let mut case = whole.clone();
            case.context.remove(key);
            if world.ask(&case).decision == Decision::Allowed {
                continue;
            }
            let is_open = |open: &str| open.eq_ignore_ascii_case(key);
            let could = world.put(&case, |request, sets| could_be_allowed(request, sets, &is_open));
            assert!(could || !is_allowed, "seed {seed}, {key}: {case:?}");
            allowed_by_key += u32::from(is_allowed);
            certain += u32::from(!could);
        }
    }
    assert!(allowed_by_key > 100 && certain > 100, "{allowed_by_key} {certain}");
}

/// A number from the environment.
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// Asks what belongs to so many seeds, on all processors.
fn run(count: u64, ask: Ask) -> Tally {
    let first = setting("ROLECALL_DIFFERENTIAL_SEED", 0).wrapping_mul(1 << 40);
    let next = AtomicU64::new(0);
    let batches = || {
        let mut tally = Tally::default();
        loop {
            let start = next.fetch_add(BATCH, Ordering::Relaxed);
            if start >= count {
                return tally;
            }
            (start..count.min(start + BATCH)).for_each(|number| ask(first.wrapping_add(number), &mut tally));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(batches)).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).fold(Tally::default(), Tally::with)
    })
}

impl Tally {
    /// Asks cases that have the same policies, in so many rounds.
    fn ask(&mut self, cases: &[Case], rounds: usize) {
        let Some(world) = cases.first().map(World::compile) else { return };
        let answered: Vec<(&Case, Outcome)> = cases.iter().map(|case| (case, evaluate(case))).collect();
        for (_, expected) in &answered {
            *self.counts.entry(*expected).or_default() += 1;
        }
        let mut asked = (0..rounds).flat_map(|_| &answered);
        // A document that the engine refuses is a difference too: all are of the grammar.
        let differs = asked.find(|(case, expected)| world.as_ref().map(|world| world.ask(case)) != Ok(*expected));
        self.different.extend(differs.map(|(case, _)| (*case).clone()));
    }

    fn with(mut self, other: Self) -> Self {
        for (outcome, count) in other.counts {
            *self.counts.entry(outcome).or_default() += count;
        }
        self.different.extend(other.different);
        self
    }

    fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    fn assert_alike(&self) {
        println!("{}", self.table());
        let shown: String = self.different.iter().take(SHOWN).map(show).collect();
        assert!(self.different.is_empty(), "{} of {} cases differ\n{shown}", self.different.len(), self.total());
    }

    fn table(&self) -> String {
        let mut table = format!("{} cases\n", self.total());
        for (outcome, count) in &self.counts {
            let by = outcome.by.map_or_else(|| "-".to_owned(), |by| format!("{by:?}"));
            writeln!(table, "{count:>10} {:>3} % {:?} {by}", count * 100 / self.total(), outcome.decision).unwrap();
        }
        table
    }

    /// Cases that nearly all end alike would show nothing.
    fn assert_spread(&self) {
        for decision in [Decision::Allowed, Decision::ImplicitDeny, Decision::ExplicitDeny] {
            let so: u64 =
                self.counts.iter().filter(|(outcome, _)| outcome.decision == decision).map(|(_, count)| count).sum();
            let share = so * 100 / self.total();
            assert!(share >= 10, "only {share} % of the cases end in {decision:?}");
        }
    }
}

/// An answer of the engine's that is not the oracle's, however often it has to be asked for it.
fn other_answer(case: &Case) -> Option<Outcome> {
    let world = World::compile(case).ok()?;
    let expected = evaluate(case);
    (0..OFTEN).map(|_| world.ask(case)).find(|found| *found != expected)
}

/// The smallest case that still differs, ready to be saved.
fn show(case: &Case) -> String {
    let smallest = shrink(case, |smaller| other_answer(smaller).is_some());
    let found = other_answer(&smallest);
    let expected = evaluate(&smallest);
    let expect = Some(Expected { decision: expected.decision, by: expected.by, statement: None, sid: None });
    let saved = serde_json::to_string(&Case { expect, ..smallest }).unwrap();
    format!("oracle {expected:?}, engine {found:?}\n{saved}\n")
}
