//! The keys that seal session tokens, and the tokens' outer form.
//!
//! A token is base64 of: version (1 byte), key id (8 characters), sealed session. The keys lie in the directory, sealed under
//! the master key. The newest key seals; older ones open until the longest session that they could have sealed has ended.

use std::collections::HashMap;

use data_encoding::{BASE64, HEXLOWER};
use rolecall_model::{Entropy, Time};
use serde::{Deserialize, Serialize};

use super::Session;
use crate::directory::Snapshot;
use crate::seal::{KEY_BYTES, NotOurs, Sealed, Sealer, TAG_BYTES};

/// Sessions live 36 hours at most (`sts:GetSessionToken`), so that a key opens for that long after its last use.
const LONGEST_SESSION_SECONDS: i64 = 129_600;

/// A key seals for thirty days.
const SEALS_FOR_SECONDS: i64 = 30 * 86_400;

const VERSION: u8 = 1;
const ID_CHARACTERS: usize = 8;

/// Enough for nearly every session without policies and tags; one that grew would leave a copy of its secret behind.
const USUAL_BYTES: usize = 1000;

const KEY_PURPOSE: &[u8] = b"token key";
const TOKEN_PURPOSE: &[u8] = b"session token";

/// A stored token key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenKey {
    /// Eight hexadecimal characters that tokens name it by.
    pub id: String,
    /// When it was made.
    pub created: Time,
    /// The key, sealed under the master key.
    pub key: Sealed,
}

/// The token keys, ready for use.
#[derive(Debug)]
pub struct KeyRing {
    newest: Box<[u8]>,
    sealers: HashMap<Box<[u8]>, Sealer>,
}

impl TokenKey {
    /// A fresh key.
    pub fn generate(now: Time, master: &Sealer, entropy: &dyn Entropy) -> Result<Self, NotOurs> {
        let (mut id, mut key) = ([0; ID_CHARACTERS / 2], [0; KEY_BYTES]);
        entropy.fill(&mut id);
        entropy.fill(&mut key);
        Ok(Self { id: HEXLOWER.encode(&id), created: now, key: master.seal(KEY_PURPOSE, &key, entropy)? })
    }

    /// Whether it is too old to seal.
    pub fn is_retired(&self, now: Time) -> bool {
        now >= self.created.plus(SEALS_FOR_SECONDS)
    }

    /// Whether no session that it sealed can be alive.
    pub fn is_forgotten(&self, now: Time) -> bool {
        now >= self.created.plus(SEALS_FOR_SECONDS + LONGEST_SESSION_SECONDS)
    }
}

impl KeyRing {
    /// The keys that the directory holds. Fails if one was not sealed under this master key, or if there is none.
    pub fn open(snapshot: &Snapshot, master: &Sealer) -> Result<Self, NotOurs> {
        let mut keys: Vec<_> = snapshot.token_keys().collect();
        keys.sort_by_key(|key| key.created);
        let newest = keys.last().ok_or(NotOurs)?.id.as_bytes().into();
        let mut sealers = HashMap::new();
        for key in keys {
            let bytes = master.open(KEY_PURPOSE, &key.key)?;
            let bytes: &[u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| NotOurs)?;
            sealers.insert(key.id.as_bytes().into(), Sealer::new(bytes));
        }
        Ok(Self { newest, sealers })
    }

    /// The token of a session, of at least `least` bytes.
    pub fn seal(&self, session: &Session, least: usize, entropy: &dyn Entropy) -> Result<String, NotOurs> {
        let sealer = self.sealers.get(&self.newest).ok_or(NotOurs)?;
        let mut token = Vec::with_capacity(USUAL_BYTES);
        token.push(VERSION);
        token.extend_from_slice(&self.newest);
        sealer.seal_onto(&mut token, TOKEN_PURPOSE, entropy, |token| {
            serde_json::to_writer(&mut *token, session).map_err(|_| NotOurs)?;
            // White space after JSON means nothing; four bytes of base64 carry three.
            let enough = (least.div_ceil(4) * 3).saturating_sub(TAG_BYTES);
            token.resize(token.len().max(enough), b' ');
            Ok(())
        })?;
        Ok(BASE64.encode(&token))
    }

    /// The session of a token; it may have expired.
    pub fn open_token(&self, token: &str) -> Result<Session, NotOurs> {
        let bytes = BASE64.decode(token.as_bytes()).map_err(|_| NotOurs)?;
        let Some(([VERSION], rest)) = bytes.split_first_chunk::<1>() else { return Err(NotOurs) };
        let (id, sealed) = rest.split_at_checked(ID_CHARACTERS).ok_or(NotOurs)?;
        let sealer = self.sealers.get(id).ok_or(NotOurs)?;
        let content = sealer.open(TOKEN_PURPOSE, &Sealed::from_bytes(sealed))?;
        serde_json::from_slice(&content).map_err(|_| NotOurs)
    }
}
