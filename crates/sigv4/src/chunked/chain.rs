//! The signatures of chunks and trailer: each covers the one before it, the first that of the request.

use crate::key::SigningKey;
use crate::payload::hex;
use crate::scope::Scope;
use ring::digest::{SHA256, digest};

/// The last signature that was verified, and what makes the next one.
pub(super) struct Chain {
    key: SigningKey,
    /// Timestamp and scope, a line each.
    frame: Vec<u8>,
    previous: String,
}

impl Chain {
    pub(super) fn new(key: &SigningKey, timestamp: &str, scope: &Scope<'_>, seed: &str) -> Self {
        let mut frame = Vec::with_capacity(80);
        frame.extend_from_slice(timestamp.as_bytes());
        frame.push(b'\n');
        scope.write(&mut frame);
        frame.push(b'\n');
        Self { key: key.clone(), frame, previous: seed.to_owned() }
    }

    /// Whether this is the signature of the next chunk, whose data has this SHA-256.
    pub(super) fn accepts_chunk(&mut self, data: &[u8], signature: &str) -> bool {
        let hashes = [hex(digest(&SHA256, b"").as_ref()).as_slice(), b"\n", &hex(data)].concat();
        self.accepts("AWS4-HMAC-SHA256-PAYLOAD\n", &hashes, signature)
    }

    /// Whether this is the signature of the trailer, given its canonical text.
    pub(super) fn accepts_trailer(&mut self, text: &[u8], signature: &str) -> bool {
        self.accepts("AWS4-HMAC-SHA256-TRAILER\n", &hex(digest(&SHA256, text).as_ref()), signature)
    }

    fn accepts(&mut self, algorithm: &str, hashes: &[u8], signature: &str) -> bool {
        let accepted = self.key.verify(&self.string_to_sign(algorithm, hashes), signature);
        signature.clone_into(&mut self.previous);
        accepted
    }

    fn string_to_sign(&self, algorithm: &str, hashes: &[u8]) -> Vec<u8> {
        [algorithm.as_bytes(), &self.frame, self.previous.as_bytes(), b"\n", hashes].concat()
    }

    /// The signature of the next chunk, for making bodies.
    #[cfg(test)]
    pub(super) fn sign_chunk(&mut self, data: &[u8]) -> String {
        let hash = hex(digest(&SHA256, data).as_ref());
        let hashes = [hex(digest(&SHA256, b"").as_ref()).as_slice(), b"\n", &hash].concat();
        self.previous = self.key.sign(&self.string_to_sign("AWS4-HMAC-SHA256-PAYLOAD\n", &hashes));
        self.previous.clone()
    }

    /// The signature of the trailer, for making bodies.
    #[cfg(test)]
    pub(super) fn sign_trailer(&mut self, text: &[u8]) -> String {
        let hash = hex(digest(&SHA256, text).as_ref());
        self.previous = self.key.sign(&self.string_to_sign("AWS4-HMAC-SHA256-TRAILER\n", &hash));
        self.previous.clone()
    }
}
