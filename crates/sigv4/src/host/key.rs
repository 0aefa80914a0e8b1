//! The two halves of a host's key.

use std::fmt;
use std::str::FromStr;

use curve25519_dalek::edwards::CompressedEdwardsY;
use data_encoding::{BASE64, HEXLOWER};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

const PUBLIC_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;

/// The half that signs. Its `Debug` form shows nothing.
pub struct HostKey(Ed25519KeyPair);

/// The half that verifies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HostPublicKey([u8; PUBLIC_BYTES]);

/// The bytes or the text are no key, or one under which anybody can sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidHostKey;

impl fmt::Display for InvalidHostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a host's public key is a point of Ed25519, 32 bytes in base64")
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
        let bytes = bytes.try_into().map_err(|_| InvalidHostKey)?;
        if is_sound(bytes) { Ok(Self(bytes)) } else { Err(InvalidHostKey) }
    }
}

/// Whether the bytes are a point of the curve, written in the one way that RFC 8032 has (section 5.1.2), and generate the large group.
/// Under a point of small order, which verification alone does not refuse, there are signatures of every text.
fn is_sound(bytes: [u8; PUBLIC_BYTES]) -> bool {
    let point = CompressedEdwardsY(bytes).decompress();
    point.is_some_and(|point| point.compress().0 == bytes && point.is_torsion_free() && !point.is_small_order())
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

    /// The points of small order, a point with a part of small order, points written in a second way, and what is no point:
    /// <https://eprint.iacr.org/2020/1244>, section 3 and appendix.
    #[test]
    fn weak_points_are_no_keys() {
        for hex in [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            "0200000000000000000000000000000000000000000000000000000000000000",
        ] {
            let text = BASE64.encode(&HEXLOWER.decode(hex.as_bytes()).unwrap());
            assert_eq!(text.parse::<HostPublicKey>(), Err(InvalidHostKey), "{hex}");
        }
    }
}
