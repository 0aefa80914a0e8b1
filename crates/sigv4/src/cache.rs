//! Signing keys kept between requests of one access key.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, OnceLock, PoisonError};

use ring::digest::{SHA256, digest};
use rolecall_model::SecretKey;

use crate::key::SigningKey;
use crate::scope::Scope;

/// How many keys share a lock; the oldest of them makes room for a new one.
const WAYS: usize = 4;

/// The default number of keys kept, about 1 MB.
const DEFAULT_CAPACITY: usize = 4096;

/// A bounded cache of signing keys, for many threads.
///
/// An entry is found by access key id, scope and the SHA-256 of a witness of the secret, so that a changed secret can never find
/// the key of the old one, and the secret itself is not kept.
pub struct SigningKeyCache {
    /// How many sets there are.
    count: usize,
    /// Made when there is the first key.
    sets: OnceLock<Box<[Mutex<Set>]>>,
    /// Chooses the set. Its keys are random, so that nobody can tell which access keys share one.
    hasher: RandomState,
}

#[derive(Default)]
struct Set {
    entries: [Option<Box<Entry>>; WAYS],
    next: usize,
}

/// A key and what it was made for.
struct Entry {
    access_key_id: Box<str>,
    date: Box<str>,
    region: Box<str>,
    service: Box<str>,
    witness: [u8; 32],
    key: SigningKey,
}

impl SigningKeyCache {
    /// A cache of at least this many keys; with 0 every key is derived anew.
    pub fn new(capacity: usize) -> Self {
        Self { count: capacity.div_ceil(WAYS), sets: OnceLock::new(), hasher: RandomState::new() }
    }

    /// The signing key of this access key for this scope, derived from `secret` if it is not in the cache.
    ///
    /// `witness` stands for the secret: the secret itself, or something that is never the same for another one, such as its
    /// sealed form, so that the secret need not be opened when the key is in the cache.
    ///
    /// # Errors
    ///
    /// The secret cannot be had.
    pub fn get<E>(
        &self,
        access_key_id: &str,
        witness: &[u8],
        scope: &Scope<'_>,
        secret: impl FnOnce() -> Result<SecretKey, E>,
    ) -> Result<SigningKey, E> {
        let Some(set) = self.set(access_key_id, scope) else {
            return Ok(SigningKey::derive(&secret()?, scope));
        };
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, witness).as_ref());
        if let Some(key) = set.lock().unwrap_or_else(PoisonError::into_inner).find(access_key_id, scope, &hash) {
            return Ok(key);
        }
        let entry = Entry::new(access_key_id, scope, hash, SigningKey::derive(&secret()?, scope));
        let key = entry.key.clone();
        set.lock().unwrap_or_else(PoisonError::into_inner).insert(entry);
        Ok(key)
    }

    fn set(&self, access_key_id: &str, scope: &Scope<'_>) -> Option<&Mutex<Set>> {
        let hash = self.hasher.hash_one((access_key_id, scope.region, scope.service));
        let place = usize::try_from(hash.checked_rem(u64::try_from(self.count).ok()?)?).ok()?;
        self.sets.get_or_init(|| (0..self.count).map(|_| Mutex::default()).collect()).get(place)
    }
}

impl Default for SigningKeyCache {
    fn default() -> Self {
        Self::new(DEFAULT_CAPACITY)
    }
}

impl fmt::Debug for SigningKeyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeyCache").field("capacity", &(self.count * WAYS)).finish_non_exhaustive()
    }
}

impl Entry {
    fn new(access_key_id: &str, scope: &Scope<'_>, witness: [u8; 32], key: SigningKey) -> Self {
        let Scope { date, region, service } = *scope;
        let access_key_id = access_key_id.into();
        Self { access_key_id, date: date.into(), region: region.into(), service: service.into(), witness, key }
    }

    fn is_for(&self, access_key_id: &str, scope: &Scope<'_>, witness: &[u8; 32]) -> bool {
        let own = Scope { date: &self.date, region: &self.region, service: &self.service };
        *self.access_key_id == *access_key_id && own == *scope && self.witness == *witness
    }
}

impl Set {
    fn find(&self, access_key_id: &str, scope: &Scope<'_>, witness: &[u8; 32]) -> Option<SigningKey> {
        let mut entries = self.entries.iter().flatten();
        entries.find(|entry| entry.is_for(access_key_id, scope, witness)).map(|entry| entry.key.clone())
    }

    fn insert(&mut self, entry: Entry) {
        let scope = Scope { date: &entry.date, region: &entry.region, service: &entry.service };
        // Two threads may have derived the same key at once.
        if self.find(&entry.access_key_id, &scope, &entry.witness).is_none()
            && let Some(place) = self.entries.get_mut(self.next % WAYS)
        {
            *place = Some(Box::new(entry));
            self.next = self.next.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: Scope<'_> = Scope { date: "20260701", region: "us-east-1", service: "sts" };

    fn secret(text: &str) -> SecretKey {
        SecretKey::new(text.to_owned())
    }

    fn get(cache: &SigningKeyCache, id: &str, text: &str, scope: &Scope<'_>) -> SigningKey {
        cache.get(id, text.as_bytes(), scope, || Ok::<_, ()>(secret(text))).unwrap()
    }

    fn same(a: &SigningKey, b: &SigningKey) -> bool {
        a.sign(b"") == b.sign(b"")
    }

    fn kept(cache: &SigningKeyCache) -> usize {
        cache.sets.get().unwrap().iter().map(|set| set.lock().unwrap().entries.iter().flatten().count()).sum()
    }

    #[test]
    fn a_hit_is_the_derived_key() {
        let cache = SigningKeyCache::new(16);
        let key = SigningKey::derive(&secret("s"), &SCOPE);
        for _ in 0..2 {
            assert!(same(&get(&cache, "AKIA1", "s", &SCOPE), &key));
            assert_eq!(kept(&cache), 1);
        }
    }

    #[test]
    fn every_piece_separates() {
        let cache = SigningKeyCache::default();
        let other_day = Scope { date: "20260702", ..SCOPE };
        let other_region = Scope { region: "eu-west-1", ..SCOPE };
        let other_service = Scope { service: "iam", ..SCOPE };
        let all = [
            ("AKIA1", "s", SCOPE),
            ("AKIA2", "s", SCOPE),
            ("AKIA1", "t", SCOPE),
            ("AKIA1", "s", other_day),
            ("AKIA1", "s", other_region),
            ("AKIA1", "s", other_service),
        ];
        for (id, text, scope) in all {
            assert!(same(&get(&cache, id, text, &scope), &SigningKey::derive(&secret(text), &scope)));
        }
        assert_eq!(kept(&cache), all.len());
    }

    #[test]
    fn the_secret_is_opened_once_and_its_failure_is_not_kept() {
        let cache = SigningKeyCache::new(16);
        assert_eq!(cache.get("AKIA1", b"sealed", &SCOPE, || Err("lost")).err(), Some("lost"));
        assert_eq!(kept(&cache), 0);
        let opened = cache.get("AKIA1", b"sealed", &SCOPE, || Ok::<_, ()>(secret("s"))).unwrap();
        let again = cache.get("AKIA1", b"sealed", &SCOPE, || Err("not asked")).unwrap();
        assert!(same(&opened, &again) && same(&opened, &SigningKey::derive(&secret("s"), &SCOPE)));
    }

    #[test]
    fn it_stays_bounded() {
        let cache = SigningKeyCache::new(8);
        for index in 0..200 {
            get(&cache, &index.to_string(), "s", &SCOPE);
        }
        assert_eq!(kept(&cache), 8);
        get(&SigningKeyCache::new(0), "AKIA1", "s", &SCOPE);
    }
}
