//! Sessions whose tokens were opened lately: clients send the same token with every request.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::Session;

/// How many sessions are kept at most, whatever is issued.
const PLACES: usize = 256;

/// Longer tokens, which carry policies, are not kept.
const LONGEST_TOKEN: usize = 2048;

/// Sessions by their tokens. Each token has one place, which it shares with others: the last one stays. Nothing is decided by a session's being
/// here: it is the same that opening the token gives, and its expiry and its owner are looked at each time.
#[derive(Default)]
pub(super) struct Opened(OnceLock<Box<[Mutex<Option<Kept>>]>>);

struct Kept {
    token: Box<str>,
    session: Arc<Session>,
}

impl Opened {
    /// The session of a token; `open` opens it where it is not kept.
    pub(super) fn get<E>(&self, token: &str, open: impl FnOnce() -> Result<Session, E>) -> Result<Arc<Session>, E> {
        let Some(place) = self.place(token) else { return open().map(Arc::new) };
        if let Some(kept) = &*lock(place)
            && *kept.token == *token
        {
            return Ok(kept.session.clone());
        }
        let session = Arc::new(open()?);
        let former = lock(place).replace(Kept { token: token.into(), session: session.clone() });
        drop(former);
        Ok(session)
    }

    /// The end of a token is that of its authentication tag, as good as random.
    fn place(&self, token: &str) -> Option<&Mutex<Option<Kept>>> {
        let end = token.as_bytes().last_chunk::<8>().filter(|_| token.len() <= LONGEST_TOKEN)?;
        let place = end.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        self.0.get_or_init(|| (0..PLACES).map(|_| Mutex::default()).collect()).get(place % PLACES)
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

fn lock(place: &Mutex<Option<Kept>>) -> MutexGuard<'_, Option<Kept>> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::key_ring::tests::session;
    use super::*;

    #[test]
    fn a_token_is_opened_once_and_never_taken_for_another() {
        let opened = Opened::default();
        let count = std::cell::Cell::new(0);
        let get = |token: &str| {
            let open = || {
                count.set(count.get() + 1);
                if token.starts_with('x') { Err(()) } else { Ok(session()) }
            };
            opened.get(token, open).is_ok()
        };
        // The same end is the same place.
        for (token, is_good, opens) in [
            ("a-12345678", true, 1),
            ("a-12345678", true, 1),
            ("x-12345678", false, 2),
            ("a-12345678", true, 2),
            ("b-12345678", true, 3),
            ("a-12345678", true, 4),
            ("x-12345678", false, 5),
            ("short", true, 6),
            ("short", true, 7),
        ] {
            assert_eq!((get(token), count.get()), (is_good, opens), "{token}");
        }
        let long = "l".repeat(LONGEST_TOKEN + 1);
        assert!(get(&long) && get(&long));
        assert_eq!(count.get(), 9);
    }
}
