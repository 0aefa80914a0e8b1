//! The identity of an enrolled host: its id and its key, as they are kept.

use data_encoding::BASE64;
use rolecall_model::{Entropy, Time};
use rolecall_sigv4::HostKey;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::ambient::OsEntropy;

/// The name of its file.
pub(super) const FILE: &str = "host.json";

/// The identity of an enrolled host.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Identity {
    /// The id that the server gave.
    pub(super) host_id: String,
    /// The key that the server knows.
    pub(super) key: Seed,
    /// A key that the server was told, or was about to be told, without an answer so far.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) next_key: Option<Seed>,
    /// When it was given or renewed.
    pub(super) renewed: Time,
    /// When it ends unless it is renewed.
    pub(super) expiration: Time,
}

/// What a key is made of, as base64 text.
#[derive(Clone, Zeroize, ZeroizeOnDrop, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Seed(String);

impl Identity {
    /// Whether half of its life is over.
    pub(super) fn is_due(&self, now: Time) -> bool {
        (self.expiration.epoch() - now.epoch()) * 2 < self.expiration.epoch() - self.renewed.epoch()
    }
}

impl Seed {
    /// A fresh one.
    pub(super) fn generate() -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        OsEntropy.fill(&mut *seed);
        Self(BASE64.encode(&*seed))
    }

    /// Its key; `None` if the text was damaged.
    pub(super) fn key(&self) -> Option<HostKey> {
        let seed = Zeroizing::new(BASE64.decode(self.0.as_bytes()).ok()?);
        HostKey::from_seed(seed.as_slice().try_into().ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_key_again() {
        let seed = Seed::generate();
        let kept: Seed = serde_json::from_str(&serde_json::to_string(&seed).unwrap()).unwrap();
        assert_eq!(seed.key().unwrap().public(), kept.key().unwrap().public());
        assert_ne!(seed.key().unwrap().public(), Seed::generate().key().unwrap().public());
        for text in ["", "AAAA", "?"] {
            assert!(Seed(text.to_owned()).key().is_none(), "{text}");
        }
    }
}
