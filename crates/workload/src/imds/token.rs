//! Tokens of the metadata service: an end of life and a proof that this service gave it, so that none has to be kept.

use data_encoding::BASE64URL_NOPAD;
use ring::hmac::{HMAC_SHA256, Key, sign, verify};
use rolecall_model::{Entropy, Time};
use zeroize::Zeroizing;

/// Seconds since the epoch (8 bytes, the highest first) and 8 random bytes.
const BODY: usize = 16;
const PROOF: usize = 32;

/// The characters of a token.
const LENGTH: usize = 64;

/// Makes and checks the tokens of one instance.
pub(super) struct Tokens {
    key: Key,
    instance: String,
}

impl Tokens {
    /// Under a fresh key: tokens of another instance, or of the time before a restart, do not count.
    pub(super) fn new(instance: &str, entropy: &dyn Entropy) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(&mut *key);
        Self { key: Key::new(HMAC_SHA256, &*key), instance: instance.to_owned() }
    }

    /// A token for so many seconds.
    pub(super) fn issue(&self, seconds: u32, now: Time, entropy: &dyn Entropy) -> String {
        let mut token = [0; BODY + PROOF];
        let (body, proof) = token.split_at_mut(BODY);
        let (end, random) = body.split_at_mut(8);
        end.copy_from_slice(&now.plus(seconds.into()).epoch().to_be_bytes());
        entropy.fill(random);
        proof.copy_from_slice(sign(&self.key, &self.message(body)).as_ref());
        BASE64URL_NOPAD.encode(&token)
    }

    /// Whether it was issued here and has not ended.
    pub(super) fn admits(&self, token: &[u8], now: Time) -> bool {
        if token.len() != LENGTH {
            return false;
        }
        let Ok(token) = BASE64URL_NOPAD.decode(token) else { return false };
        let Some((body, proof)) = token.split_at_checked(BODY) else { return false };
        let end = body.first_chunk().map(|end| Time::from_epoch(i64::from_be_bytes(*end)));
        // The proof is compared in constant time.
        verify(&self.key, &self.message(body), proof).is_ok() && end.is_some_and(|end| now < end)
    }

    fn message(&self, body: &[u8]) -> Vec<u8> {
        [body, self.instance.as_bytes()].concat()
    }
}
