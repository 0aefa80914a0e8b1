//! What a fetch gets from the cache, over time and with an issuer that changes or is not there.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::Arc;

use rolecall_workload::{Cache, NotIssued, Purpose};
use support::{ANSWERS, ROLE, Standing, Told, no_role, refused, unreachable};

fn cached() -> (Arc<Standing>, Arc<Told>, Arc<Cache>) {
    let clock = Standing::new();
    let issuer = Told::new(&clock);
    let cache = Arc::new(Cache::new(issuer.clone(), clock.clone()));
    (clock, issuer, cache)
}

/// The number of the answer that a fetch gets.
async fn number(cache: &Cache) -> Result<usize, NotIssued> {
    let issued = cache.fetch(Purpose::Role).await?;
    Ok(issued.access_key_id.as_str().trim_start_matches("ASIA").parse().unwrap())
}

#[tokio::test]
async fn without_a_revision_answers_are_used_for_a_second() {
    let (clock, issuer, cache) = cached();
    assert_eq!(number(&cache).await, Ok(1));
    clock.advance(1);
    assert_eq!(number(&cache).await, Ok(1));
    issuer.swap("arn:aws:iam::111122223333:role/other");
    clock.advance(1);
    assert_eq!(cache.fetch(Purpose::Role).await.unwrap().role_name(), "other");
    clock.advance(-5);
    assert_eq!(number(&cache).await, Ok(3), "a clock that went back makes nothing fresh");
}

#[tokio::test]
async fn with_a_revision_answers_are_used_until_it_changes_or_they_grow_old() {
    let (clock, issuer, cache) = cached();
    *issuer.revision.lock().unwrap() = Some(7);
    assert_eq!(number(&cache).await, Ok(1));
    clock.advance(3 * 3600 - 1);
    assert_eq!(number(&cache).await, Ok(1));
    clock.advance(1);
    assert_eq!(number(&cache).await, Ok(2), "half of the six hours is over");
    *issuer.revision.lock().unwrap() = Some(8);
    assert_eq!(number(&cache).await, Ok(3));
}

#[tokio::test]
async fn an_issuer_that_is_not_reached_leaves_what_there_was_until_it_expires() {
    let (clock, issuer, cache) = cached();
    assert_eq!(number(&cache).await, Ok(1));
    issuer.refuse(&unreachable(), 3);
    clock.advance(3600);
    assert_eq!((number(&cache).await, issuer.asked()), (Ok(1), 2));
    clock.advance(4);
    assert_eq!((number(&cache).await, issuer.asked()), (Ok(1), 2), "it is left alone for a while");
    clock.advance(1);
    assert_eq!((number(&cache).await, issuer.asked()), (Ok(1), 3));
    clock.advance(5 * 3600 - 6);
    assert_eq!((number(&cache).await, issuer.asked()), (Ok(1), 4), "the last second");
    clock.advance(1);
    assert_eq!(number(&cache).await, Err(unreachable()), "expired");
    clock.advance(2);
    assert_eq!(number(&cache).await, Ok(5), "the issuer is back");
}

#[tokio::test]
async fn an_issuer_that_says_no_ends_what_there_was() {
    for no in [refused(), no_role()] {
        let (clock, issuer, cache) = cached();
        assert_eq!(number(&cache).await, Ok(1));
        issuer.refuse(&no, 1);
        issuer.refuse(&unreachable(), 1);
        clock.advance(2);
        assert_eq!(number(&cache).await, Err(no.clone()));
        assert_eq!(number(&cache).await, Err(no), "not asked again at once");
        clock.advance(2);
        assert_eq!(number(&cache).await, Err(unreachable()), "nothing is kept");
    }
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_hangs_does_not_keep_a_fetch_that_has_something() {
    let (clock, issuer, cache) = cached();
    assert_eq!(number(&cache).await, Ok(1));
    issuer.permits.forget_permits(ANSWERS);
    clock.advance(60);
    assert_eq!(number(&cache).await, Ok(1));
    issuer.permits.add_permits(1);
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    assert_eq!((number(&cache).await, issuer.asked()), (Ok(2), 2), "the question went on");
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_hangs_is_an_error_where_there_is_nothing() {
    let (_, issuer, cache) = cached();
    issuer.permits.forget_permits(ANSWERS);
    assert!(matches!(number(&cache).await, Err(NotIssued::Unreachable(_))));
}

#[tokio::test]
async fn fetches_at_the_same_time_share_one_question() {
    let (_, issuer, cache) = cached();
    issuer.permits.forget_permits(ANSWERS);
    let fetches: Vec<_> = (0..50)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { number(&cache).await })
        })
        .collect();
    tokio::task::yield_now().await;
    issuer.permits.add_permits(ANSWERS);
    for fetch in fetches {
        assert_eq!(fetch.await.unwrap(), Ok(1));
    }
    assert_eq!(issuer.asked(), 1);
}

#[tokio::test]
async fn renewal_is_due_at_half_life_and_of_what_was_fetched() {
    let (clock, issuer, cache) = cached();
    cache.renew().await;
    assert_eq!(issuer.asked(), 0);
    assert_eq!(number(&cache).await, Ok(1));
    clock.advance(3 * 3600 - 1);
    cache.renew().await;
    assert_eq!(issuer.asked(), 1);
    issuer.refuse(&unreachable(), 1);
    clock.advance(1);
    cache.renew().await;
    cache.renew().await;
    assert_eq!(issuer.asked(), 2, "after a failure it is left alone for a while");
    clock.advance(5);
    cache.renew().await;
    assert_eq!((issuer.asked(), number(&cache).await), (3, Ok(3)));
}

#[tokio::test]
async fn three_rotations_without_an_expired_credential() {
    let (clock, issuer, cache) = cached();
    let mut seen = std::collections::BTreeSet::new();
    // Half of the fetches meet an outage, the renewals between them too.
    for minute in 0..24 * 60 {
        issuer.calm();
        if minute % 120 < 60 {
            issuer.refuse(&unreachable(), 2);
        }
        cache.renew().await;
        let issued = cache.fetch(Purpose::Role).await;
        if minute >= 60 {
            let left = issued.unwrap().expiration.epoch() - rolecall_model::Clock::now(&*clock).epoch();
            assert!(left > 15 * 60, "minute {minute}: {left} s left");
        }
        seen.extend(number(&cache).await);
        clock.advance(60);
    }
    assert!(seen.len() > 3, "{seen:?}");
}

#[tokio::test]
async fn purposes_are_apart() {
    let (_, _, cache) = cached();
    assert_eq!(cache.fetch(Purpose::Role).await.unwrap().role_arn.as_str(), ROLE);
    assert_eq!(cache.fetch(Purpose::Execution).await.unwrap().role_name(), "pull");
    assert_eq!(cache.fetch(Purpose::Role).await.unwrap().role_arn.as_str(), ROLE);
}
