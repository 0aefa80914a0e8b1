//! Commits in company: pipelining, callbacks, tickets and many threads.

use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use super::{Case, Fresh, absent, commit, contents, delete, get, put, unchanged};
use crate::{Revision, Store, StoreError, Ticket};

pub(super) const CASES: &[Case] = &[
    ("a refused commit does not affect its neighbours", refusals_are_independent),
    ("a commit may build on one that is not yet durable", pipelining),
    ("callbacks run in commit order, once durable and before the ticket resolves", callback_order),
    ("a callback may submit", callback_submits),
    ("a panic in a callback stops the store, and nobody waits for ever", callback_panics),
    ("a ticket is a future that wakes its task", ticket_is_a_future),
    ("threads that compare and set lose no update", many_threads),
];

fn refusals_are_independent(fresh: Fresh<'_>) {
    let store = fresh();
    let submit = |key: String| store.submit(commit([absent(&key)], [put(&key, "1")]), None);
    // Every odd commit asks for the key that the one before it has taken.
    let tickets: Vec<_> = (0..200).map(|n| submit(format!("{:03}", n / 2))).collect();
    for (n, ticket) in tickets.into_iter().enumerate() {
        let result = ticket.wait();
        assert_eq!(result.is_ok(), n % 2 == 0, "commit {n}: {result:?}");
    }
    assert_eq!(contents(&*store).0.len(), 100);
}

fn pipelining(fresh: Fresh<'_>) {
    let store = fresh();
    let first = store.submit(commit([absent("a")], [put("a", "1")]), None);
    let at = first.revision().unwrap();
    let second = store.submit(commit([unchanged("a", at)], [put("a", "2")]), None);
    let stale = store.submit(commit([unchanged("a", at)], [put("a", "3")]), None);
    let gone = store.submit(commit([unchanged("a", second.revision().unwrap())], [delete("a")]), None);
    let anew = store.submit(commit([absent("a")], [put("a", "4")]), None);
    let expected = anew.revision().unwrap();
    for ticket in [first, second, gone, anew] {
        ticket.wait().unwrap();
    }
    assert!(matches!(stale.wait(), Err(StoreError::Conflict { .. })));
    assert_eq!(get(&*store, "a"), Some(("4".into(), expected)));
}

fn callback_order(fresh: Fresh<'_>) {
    let store: Arc<dyn Store> = fresh().into();
    let seen = Arc::new(Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for t in 0..4 {
            let (store, seen) = (&store, &seen);
            scope.spawn(move || {
                for n in 0..50 {
                    let (log, loaded) = (Arc::clone(seen), Arc::downgrade(store));
                    let on_durable = Box::new(move |revision| {
                        assert!(contents(&*loaded.upgrade().unwrap()).1 >= revision, "callback before durable");
                        log.lock().unwrap().push(revision);
                    });
                    let key = format!("{t}/{n}");
                    let revision = store.submit(commit([], [put(&key, "")]), Some(on_durable)).wait().unwrap();
                    assert!(seen.lock().unwrap().contains(&revision), "ticket before callback");
                }
            });
        }
    });
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 200);
    assert!(seen.is_sorted_by(|a, b| a < b));
}

fn callback_submits(fresh: Fresh<'_>) {
    let store: Arc<dyn Store> = fresh().into();
    let (send, receive) = mpsc::channel();
    let again = Arc::downgrade(&store);
    let on_durable = Box::new(move |at: Revision| {
        let next = commit([unchanged("a", at)], [put("a", "2")]);
        send.send(again.upgrade().unwrap().submit(next, None)).unwrap();
    });
    store.submit(commit([], [put("a", "1")]), Some(on_durable)).wait().unwrap();
    receive.recv().unwrap().wait().unwrap();
    assert_eq!(get(&*store, "a").unwrap().0, "2");
}

fn callback_panics(fresh: Fresh<'_>) {
    let store = fresh();
    // The panic may come out here or in a thread of the backend.
    let submitted = panic::catch_unwind(AssertUnwindSafe(|| {
        store.submit(commit([], [put("a", "1")]), Some(Box::new(|_| panic!("on purpose"))))
    }));
    if let Ok(ticket) = submitted {
        assert!(matches!(ticket.wait(), Err(StoreError::Io { .. })));
    }
    let later = store.submit(commit([], [put("b", "1")]), Some(Box::new(|_| panic!("ran after the store stopped"))));
    assert!(matches!(later.wait(), Err(StoreError::Io { .. })));
}

fn ticket_is_a_future(fresh: Fresh<'_>) {
    struct Count(AtomicUsize, mpsc::Sender<()>);
    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
            self.1.send(()).unwrap();
        }
    }

    let store = fresh();
    let (send, woken) = mpsc::channel();
    let count = Arc::new(Count(AtomicUsize::new(0), send));
    let waker = Waker::from(Arc::clone(&count));
    for _ in 0..20 {
        let mut ticket = store.submit(commit([], [put("a", "1")]), None);
        let assigned = ticket.revision().unwrap();
        let mut poll = || Ticket::poll(Pin::new(&mut ticket), &mut Context::from_waker(&waker));
        let result = match poll() {
            Poll::Ready(result) => result,
            Poll::Pending => {
                woken.recv().unwrap();
                let Poll::Ready(result) = poll() else { panic!("woken before the ticket resolved") };
                result
            }
        };
        assert_eq!(result, Ok(assigned));
    }
    assert!(count.0.load(Ordering::SeqCst) <= 20, "a ticket wakes its task once");
}

fn many_threads(fresh: Fresh<'_>) {
    const THREADS: usize = 8;
    const ROUNDS: usize = 25;

    let store = fresh();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| (0..ROUNDS).for_each(|_| increment(&*store)));
        }
    });
    assert_eq!(get(&*store, "counter").unwrap().0, (THREADS * ROUNDS).to_string());
}

/// Adds one to the counter, again and again until nobody came between reading and writing.
fn increment(store: &dyn Store) {
    loop {
        let (expected, value) = match get(store, "counter") {
            Some((value, at)) => (unchanged("counter", at), value.parse::<usize>().unwrap()),
            None => (absent("counter"), 0),
        };
        match store.submit(commit([expected], [put("counter", &(value + 1).to_string())]), None).wait() {
            Ok(_) => return,
            Err(StoreError::Conflict { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
}
