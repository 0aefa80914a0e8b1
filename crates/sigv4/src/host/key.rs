//! The two halves of a host's key.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64, HEXLOWER};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

const PUBLIC_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;

/// The half that signs. Its `Debug` form shows nothing.
pub struct HostKey(Ed25519KeyPair);

/// The half that verifies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HostPublicKey([u8; PUBLIC_BYTES]);

/// The bytes or the text are no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidHostKey;

impl fmt::Display for InvalidHostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a host's public key is 32 bytes in base64")
    }
}

impl std::error::Error for InvalidHostKey {}

impl HostKey {
    /// The key that belongs to a seed of 32 random bytes.
    ///
    /// # Errors
    ///
    /// The seed cannot be used.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, InvalidHostKey> {
        Ed25519KeyPair::from_seed_unchecked(seed).map(Self).map_err(|_| InvalidHostKey)
    }

    /// The other half.
    pub fn public(&self) -> HostPublicKey {
        let mut bytes = [0; PUBLIC_BYTES];
        for (byte, given) in bytes.iter_mut().zip(self.0.public_key().as_ref()) {
            *byte = *given;
        }
        HostPublicKey(bytes)
    }

    /// The signature as lower-case hexadecimal text.
    pub(crate) fn sign(&self, text: &[u8]) -> String {
        HEXLOWER.encode(self.0.sign(text).as_ref())
    }
}

impl fmt::Debug for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostKey(…)")
    }
}

impl HostPublicKey {
    /// Whether this is the signature of the text. Only lower-case digits are accepted.
    pub(crate) fn verify(&self, text: &[u8], signature: &str) -> bool {
        let mut bytes = [0; SIGNATURE_BYTES];
        signature.len() == 2 * SIGNATURE_BYTES
            && HEXLOWER.decode_mut(signature.as_bytes(), &mut bytes).is_ok()
            && UnparsedPublicKey::new(&ED25519, self.0).verify(text, &bytes).is_ok()
    }
}

impl FromStr for HostPublicKey {
    type Err = InvalidHostKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = BASE64.decode(text.as_bytes()).map_err(|_| InvalidHostKey)?;
        bytes.try_into().map(Self).map_err(|_| InvalidHostKey)
    }
}

impl fmt::Display for HostPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(&self.0))
    }
}

impl fmt::Debug for HostPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for HostPublicKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for HostPublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test 2 of section 7.1 of RFC 8032.
    #[test]
    fn the_documented_key_and_signature() {
        let seed = HEXLOWER.decode(b"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").unwrap();
        let key = HostKey::from_seed(&seed.try_into().unwrap()).unwrap();
        let public = HEXLOWER.encode(&key.public().0);
        assert_eq!(public, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        let signature = key.sign(&[0x72]);
        assert_eq!(
            signature,
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
        assert!(key.public().verify(&[0x72], &signature));
        assert!(!key.public().verify(&[0x73], &signature));
        for other in [signature.to_uppercase(), String::new(), format!("{signature}00"), "zz".repeat(64)] {
            assert!(!key.public().verify(&[0x72], &other), "{other}");
        }
        assert_eq!(format!("{key:?}"), "HostKey(…)");
    }

    #[test]
    fn public_keys_are_read_as_they_are_shown() {
        let key = HostKey::from_seed(&[7; 32]).unwrap().public();
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in ["", "AAAA", &"A".repeat(44), &format!("{key}A")] {
            assert_eq!(text.parse::<HostPublicKey>(), Err(InvalidHostKey), "{text}");
        }
    }
}
