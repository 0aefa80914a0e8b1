//! Randomness of the operating system, stretched.

use rand::Rng;
use rolecall_model::Entropy;

/// A `ChaCha` generator for each thread, seeded by the operating system and again after every 64 KiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one place where randomness comes from")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}
