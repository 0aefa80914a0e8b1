//! Signing keys: a secret access key narrowed to a day, a region and a service.

use std::fmt;

use data_encoding::HEXLOWER;
use ring::hmac;
use rolecall_model::SecretKey;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::TERMINATOR;
use crate::payload::hex;
use crate::scope::Scope;

/// A signing key of 32 bytes. Wiped when dropped; its `Debug` form shows nothing.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SigningKey([u8; 32]);

impl SigningKey {
    /// Derives the key for one scope: four nested HMACs.
    pub fn derive(secret: &SecretKey, scope: &Scope<'_>) -> Self {
        let mut start = Zeroizing::new(Vec::with_capacity(4 + secret.expose().len()));
        start.extend_from_slice(b"AWS4");
        start.extend_from_slice(secret.expose().as_bytes());
        Self(hmac_sha256(&start, scope.date)).narrow(scope.region).narrow(scope.service).narrow(TERMINATOR)
    }

    fn narrow(&self, to: &str) -> Self {
        Self(hmac_sha256(&self.0, to))
    }

    /// The signature of a string to sign, as lower-case hexadecimal text.
    pub(crate) fn sign(&self, string_to_sign: &[u8]) -> String {
        let text = hex(hmac::sign(&self.ring_key(), string_to_sign).as_ref());
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Whether this is the signature, compared in constant time. Only lower-case digits are accepted, so that there is
    /// one text for each signature.
    pub(crate) fn verify(&self, string_to_sign: &[u8], signature: &str) -> bool {
        let mut tag = [0; 32];
        signature.len() == 64
            && HEXLOWER.decode_mut(signature.as_bytes(), &mut tag).is_ok()
            && hmac::verify(&self.ring_key(), string_to_sign, &tag).is_ok()
    }

    fn ring_key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.0)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

fn hmac_sha256(key: &[u8], data: &str) -> [u8; 32] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data.as_bytes());
    let mut out = [0; 32];
    out.copy_from_slice(tag.as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
    #[test]
    fn the_documented_key() {
        let secret = SecretKey::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned());
        let scope = Scope { date: "20120215", region: "us-east-1", service: "iam" };
        let key = SigningKey::derive(&secret, &scope);
        assert_eq!(HEXLOWER.encode(&key.0), "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
    }

    #[test]
    fn nothing_is_shown() {
        let scope = Scope { date: "20120215", region: "us-east-1", service: "iam" };
        let key = SigningKey::derive(&SecretKey::new("x".to_owned()), &scope);
        assert_eq!(format!("{key:?}"), "SigningKey(…)");
    }

    #[test]
    fn only_the_one_text_of_a_signature_is_accepted() {
        let key = SigningKey([7; 32]);
        let signature = key.sign(b"text");
        assert!(key.verify(b"text", &signature));
        assert!(!key.verify(b"texu", &signature));
        assert!(!key.verify(b"text", &signature.to_uppercase()));
        assert!(!key.verify(b"text", ""));
        assert!(!key.verify(b"text", &format!("{signature}00")));
        assert!(!key.verify(b"text", "zz"));
    }
}
