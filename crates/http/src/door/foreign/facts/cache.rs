//! Facts that are kept for a short time: bounded, found out by one request at a time, and forgotten when they change.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rolecall_model::Time;

/// The most facts that are kept.
const MOST: usize = 1024;

/// How many seconds a fact is kept. What changes past the gateway is seen after that time.
const LIFE: i64 = 10;

/// How many seconds it is kept that a fact was not found out, so that those who wait for it do not ask one after the other.
const LIFE_OF_FAILURE: i64 = 1;

/// Facts by what they are about.
pub(super) struct Cache<K, V>(Mutex<HashMap<K, Arc<Slot<V>>>>);

/// The place of one fact.
struct Slot<V> {
    /// `None` if it was not found out. Who finds it out holds the lock.
    fact: tokio::sync::Mutex<Option<Arc<V>>>,
    /// The second from which it is no longer believed.
    until: AtomicI64,
    is_forgotten: AtomicBool,
}

impl<V> Slot<V> {
    /// Whether the fact is still believed. If the clock was set back, it is not.
    fn is_fresh(&self, now: Time) -> bool {
        (1..=LIFE).contains(&self.until.load(Ordering::Acquire).saturating_sub(now.epoch()))
    }
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq + Clone, V> Cache<K, V> {
    /// A fact that is kept, or that `find` finds out; `None` if it does not, or if the fact changed in the meantime.
    pub(super) async fn get(
        &self,
        key: &K,
        now: impl Fn() -> Time,
        find: impl Future<Output = Option<V>>,
    ) -> Option<Arc<V>> {
        let slot = self.slot(key, now());
        let mut fact = slot.fact.lock().await;
        if !slot.is_fresh(now()) {
            *fact = find.await.map(Arc::new);
            let life = if fact.is_some() { LIFE } else { LIFE_OF_FAILURE };
            slot.until.store(now().epoch() + life, Ordering::Release);
        }
        if slot.is_forgotten.load(Ordering::Acquire) { None } else { fact.clone() }
    }

    /// Forgets the facts that `is_meant` says, and those of them that are being found out.
    pub(super) fn forget(&self, is_meant: impl Fn(&K) -> bool) {
        self.slots().retain(|key, slot| {
            let is_meant = is_meant(key);
            if is_meant {
                slot.is_forgotten.store(true, Ordering::Release);
            }
            !is_meant
        });
    }

    fn slot(&self, key: &K, now: Time) -> Arc<Slot<V>> {
        let mut slots = self.slots();
        if let Some(slot) = slots.get(key) {
            return slot.clone();
        }
        if slots.len() >= MOST {
            slots.retain(|_, slot| slot.is_fresh(now));
        }
        if slots.len() >= MOST
            && let Some(any) = slots.keys().next().cloned()
        {
            slots.remove(&any);
        }
        let fact = tokio::sync::Mutex::new(None);
        let slot = Arc::new(Slot { fact, until: AtomicI64::new(0), is_forgotten: AtomicBool::new(false) });
        slots.insert(key.clone(), slot.clone());
        slot
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<K, Arc<Slot<V>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use tokio::task::yield_now;

    use super::*;

    /// A cache, a clock, and how often a fact was looked for.
    #[derive(Default)]
    struct World {
        cache: Cache<usize, usize>,
        now: AtomicI64,
        finds: AtomicUsize,
    }

    impl World {
        async fn get(&self, key: usize, found: Option<usize>) -> Option<usize> {
            let now = || Time::from_epoch(self.now.load(Ordering::Relaxed));
            let find = async {
                yield_now().await;
                self.finds.fetch_add(1, Ordering::Relaxed);
                found
            };
            self.cache.get(&key, now, find).await.map(|fact| *fact)
        }

        fn finds(&self) -> usize {
            self.finds.load(Ordering::Relaxed)
        }

        fn wait(&self, seconds: i64) {
            self.now.fetch_add(seconds, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn a_fact_is_kept_for_its_time_and_a_failure_shorter() {
        let world = World { now: AtomicI64::new(1_000), ..World::default() };
        for (wait, found, expected, finds) in [
            (0, None, None, 1),
            (0, Some(1), None, 1),
            (LIFE_OF_FAILURE, Some(2), Some(2), 2),
            (LIFE - 1, Some(3), Some(2), 2),
            (1, None, None, 3),
            (LIFE_OF_FAILURE, Some(4), Some(4), 4),
            (-500, Some(5), Some(5), 5),
        ] {
            world.wait(wait);
            assert_eq!((world.get(7, found).await, world.finds()), (expected, finds), "{found:?}");
        }
        assert_eq!(world.get(8, Some(6)).await, Some(6), "another fact");
    }

    #[tokio::test]
    async fn one_finds_out_for_all() {
        let world = World { now: AtomicI64::new(1_000), ..World::default() };
        let all = tokio::join!(world.get(7, Some(1)), world.get(7, Some(2)), world.get(7, Some(3)));
        assert_eq!((all, world.finds()), ((Some(1), Some(1), Some(1)), 1));
    }

    #[tokio::test]
    async fn who_gives_up_leaves_it_to_the_next() {
        let world = World { now: AtomicI64::new(1_000), ..World::default() };
        tokio::select! {
            biased;
            _ = world.get(7, Some(1)) => unreachable!("it waits"),
            () = async {} => {}
        }
        assert_eq!(world.finds(), 0);
        assert_eq!(world.get(7, Some(2)).await, Some(2));
    }

    #[tokio::test]
    async fn what_changes_is_forgotten_even_while_it_is_found_out() {
        let world = World { now: AtomicI64::new(1_000), ..World::default() };
        assert_eq!(world.get(7, Some(1)).await, Some(1));
        assert_eq!(world.get(8, Some(1)).await, Some(1));
        world.cache.forget(|key| *key == 7);
        let change = async {
            world.cache.forget(|key| *key == 7);
        };
        let (first, waiting, ()) = tokio::join!(world.get(7, Some(2)), world.get(7, Some(3)), change);
        assert_eq!((first, waiting), (None, None), "of before the change");
        assert_eq!(world.get(7, Some(4)).await, Some(4));
        assert_eq!(world.get(8, Some(4)).await, Some(1), "another fact");
    }

    #[tokio::test]
    async fn there_are_no_more_than_some() {
        let world = World { now: AtomicI64::new(1_000), ..World::default() };
        for key in 0..MOST + 10 {
            assert_eq!(world.get(key, Some(key)).await, Some(key));
        }
        assert_eq!(world.cache.slots().len(), MOST);
        world.wait(LIFE);
        assert_eq!(world.get(MOST + 10, Some(0)).await, Some(0));
        assert_eq!(world.cache.slots().len(), 1, "those whose time is over go first");
    }
}
