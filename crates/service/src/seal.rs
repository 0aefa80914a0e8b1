//! Secrets at rest and in tokens: authenticated encryption under a key that lies apart from what it protects.
//!
//! Each message has its own AES-256-GCM key, derived by HKDF-SHA256 from the main key, a purpose and a random salt, so that
//! random nonces never wear a key out. Everything comes from `ring`; this file only puts the pieces in their order.

use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use rolecall_model::Entropy;

/// Bytes of a main key.
pub const KEY_BYTES: usize = 32;

/// Bytes that sealing adds after a message.
pub const TAG_BYTES: usize = 16;

const SALT_BYTES: usize = 16;
const RANDOM_BYTES: usize = SALT_BYTES + NONCE_LEN;

/// A main key, ready for use.
#[derive(Clone)]
pub struct Sealer {
    key: Prk,
}

/// A sealed message: salt, nonce, ciphertext and tag. Safe to store; base64 in JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Box<[u8]>);

/// The message was not sealed under this key for this purpose, or was changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotOurs;

impl Sealer {
    /// A sealer under this main key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self { key: Salt::new(HKDF_SHA256, b"rolecall seal 1").extract(key) }
    }

    /// Seals a message. It can only be opened under the same purpose, which is not stored.
    pub fn seal(&self, purpose: &[u8], message: &[u8], entropy: &dyn Entropy) -> Result<Sealed, NotOurs> {
        let mut sealed = Vec::with_capacity(RANDOM_BYTES + message.len() + TAG_BYTES);
        self.seal_onto(&mut sealed, purpose, entropy, |sealed| {
            sealed.extend_from_slice(message);
            Ok(())
        })?;
        Ok(Sealed(sealed.into()))
    }

    /// The same, appended to `out`, for a message that `write` appends, so that no copy of it is left behind.
    pub fn seal_onto(
        &self,
        out: &mut Vec<u8>,
        purpose: &[u8],
        entropy: &dyn Entropy,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), NotOurs>,
    ) -> Result<(), NotOurs> {
        let mut random = [0; RANDOM_BYTES];
        entropy.fill(&mut random);
        out.extend_from_slice(&random);
        let start = out.len();
        write(out)?;
        let (key, nonce) = self.message_key(purpose, &random)?;
        let body = out.get_mut(start..).unwrap_or_default();
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(purpose), body).map_err(|_| NotOurs)?;
        out.extend_from_slice(tag.as_ref());
        Ok(())
    }

    /// Opens a sealed message.
    pub fn open(&self, purpose: &[u8], sealed: &Sealed) -> Result<Vec<u8>, NotOurs> {
        let (random, body) = sealed.0.split_at_checked(RANDOM_BYTES).ok_or(NotOurs)?;
        let (key, nonce) = self.message_key(purpose, random)?;
        let mut body = body.to_vec();
        let length = key.open_in_place(nonce, Aad::from(purpose), &mut body).map_err(|_| NotOurs)?.len();
        body.truncate(length);
        Ok(body)
    }

    fn message_key(&self, purpose: &[u8], random: &[u8]) -> Result<(LessSafeKey, Nonce), NotOurs> {
        let (salt, nonce) = random.split_at_checked(SALT_BYTES).ok_or(NotOurs)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| NotOurs)?;
        let mut key = [0; KEY_BYTES];
        self.key.expand(&[purpose, salt], KeyLength).and_then(|bytes| bytes.fill(&mut key)).map_err(|_| NotOurs)?;
        let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| NotOurs)?;
        Ok((LessSafeKey::new(key), nonce))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        KEY_BYTES
    }
}

impl Sealed {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Bytes that may be a sealed message.
    pub fn from_bytes(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl serde::Serialize for Sealed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::BASE64.encode(&self.0))
    }
}

impl<'de> serde::Deserialize<'de> for Sealed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let bytes = data_encoding::BASE64.decode(text.as_bytes()).map_err(serde::de::Error::custom)?;
        Ok(Self(bytes.into()))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Nothing is random here.
    pub(crate) struct Sevens;
    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn only_the_same_key_and_purpose_open() {
        let sealer = Sealer::new(&[1; 32]);
        let sealed = sealer.seal(b"a", b"secret", &Sevens).unwrap();
        assert_eq!(sealer.open(b"a", &sealed).unwrap(), b"secret");
        assert_eq!(sealer.open(b"b", &sealed), Err(NotOurs));
        assert_eq!(Sealer::new(&[2; 32]).open(b"a", &sealed), Err(NotOurs));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let sealer = Sealer::new(&[1; 32]);
        let sealed = sealer.seal(b"a", b"secret", &Sevens).unwrap();
        for at in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[at] ^= 1;
            assert_eq!(sealer.open(b"a", &changed), Err(NotOurs), "byte {at}");
            assert_eq!(sealer.open(b"a", &Sealed::from_bytes(&sealed.0[..at])), Err(NotOurs), "cut at {at}");
        }
    }
}
