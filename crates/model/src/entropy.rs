//! Randomness as a dependency, so that tests can fix it.

/// A source of bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with fresh random bytes.
    fn fill(&self, bytes: &mut [u8]);
}
