//! Signing keys kept between requests of one access key.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use ring::digest::{Context, SHA256};
use rolecall_model::SecretKey;

use crate::key::SigningKey;
use crate::scope::Scope;

/// How many keys share a lock; the oldest of them makes room for a new one.
const WAYS: usize = 4;

/// The default number of keys kept, about 300 kB.
const DEFAULT_CAPACITY: usize = 4096;

/// Enough for nearly every access key and scope.
const USUAL_LENGTH: usize = 128;

type Fingerprint = [u8; 32];

/// A bounded cache of signing keys, for many threads.
///
/// An entry is found by the SHA-256 of access key id, scope and a witness of the secret together, so that a changed secret can
/// never find the key of the old one, and the secret itself is not kept.
pub struct SigningKeyCache {
    sets: Box<[Mutex<Set>]>,
}

#[derive(Default)]
struct Set {
    entries: [Option<(Fingerprint, SigningKey)>; WAYS],
    next: usize,
}

impl SigningKeyCache {
    /// A cache of at least this many keys; with 0 every key is derived anew.
    pub fn new(capacity: usize) -> Self {
        Self { sets: (0..capacity.div_ceil(WAYS)).map(|_| Mutex::default()).collect() }
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
        let fingerprint = fingerprint(access_key_id, witness, scope);
        let Some(set) = self.set(&fingerprint) else {
            return Ok(SigningKey::derive(&secret()?, scope));
        };
        if let Some(key) = set.lock().unwrap_or_else(PoisonError::into_inner).find(&fingerprint) {
            return Ok(key);
        }
        let key = SigningKey::derive(&secret()?, scope);
        set.lock().unwrap_or_else(PoisonError::into_inner).insert(fingerprint, key.clone());
        Ok(key)
    }

    fn set(&self, fingerprint: &Fingerprint) -> Option<&Mutex<Set>> {
        let [a, b, c, d, ..] = *fingerprint;
        let index = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok()?;
        self.sets.get(index.checked_rem(self.sets.len())?)
    }
}

impl Default for SigningKeyCache {
    fn default() -> Self {
        Self::new(DEFAULT_CAPACITY)
    }
}

impl fmt::Debug for SigningKeyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeyCache").field("capacity", &(self.sets.len() * WAYS)).finish_non_exhaustive()
    }
}

impl Set {
    fn find(&self, fingerprint: &Fingerprint) -> Option<SigningKey> {
        self.entries.iter().flatten().find(|(own, _)| own == fingerprint).map(|(_, key)| key.clone())
    }

    fn insert(&mut self, fingerprint: Fingerprint, key: SigningKey) {
        // Two threads may have derived the same key at once.
        if self.find(&fingerprint).is_none()
            && let Some(entry) = self.entries.get_mut(self.next % WAYS)
        {
            *entry = Some((fingerprint, key));
            self.next = self.next.wrapping_add(1);
        }
    }
}

/// Each piece with its length before it, so that no two lists of pieces read the same.
fn fingerprint(access_key_id: &str, witness: &[u8], scope: &Scope<'_>) -> Fingerprint {
    // Feeding the digest many small pieces takes longer than hashing them. The witness may be a secret, and is not copied.
    let mut head = Vec::with_capacity(USUAL_LENGTH);
    for piece in [access_key_id, scope.date, scope.region, scope.service] {
        head.extend_from_slice(&piece.len().to_le_bytes());
        head.extend_from_slice(piece.as_bytes());
    }
    head.extend_from_slice(&witness.len().to_le_bytes());
    let mut context = Context::new(&SHA256);
    context.update(&head);
    context.update(witness);
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
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
        cache.sets.iter().map(|set| set.lock().unwrap().entries.iter().flatten().count()).sum()
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
