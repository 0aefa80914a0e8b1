//! Bytes for the generator in tests that must be repeatable.

use arbitrary::{Result, Unstructured};

use crate::case::Case;
use crate::generate::{generate, generate_crowd};

/// How many bytes a case may be made from; what is left is not used.
const BYTES: usize = 2_048;

/// The same for many cases with many policies.
const BYTES_OF_CROWD: usize = 16_384;

/// A sequence of numbers that depends on nothing but its seed: `SplitMix64`.
///
/// <https://doi.org/10.1145/2660193.2660195>
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The sequence with this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number of the sequence.
    pub fn next_number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next bytes of the sequence.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend_from_slice(&self.next_number().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }
}

/// The case that belongs to a seed; the same one for as long as the generator does not change.
pub fn from_seed(seed: u64) -> Case {
    made(seed, BYTES, generate)
}

/// The cases with the same policies that belong to a seed.
pub fn crowd_from_seed(seed: u64) -> Vec<Case> {
    made(seed, BYTES_OF_CROWD, generate_crowd)
}

fn made<T>(seed: u64, count: usize, make: fn(&mut Unstructured<'_>) -> Result<T>) -> T {
    let mut random = Random::new(seed);
    loop {
        let bytes = random.bytes(count);
        if let Ok(made) = make(&mut Unstructured::new(&bytes)) {
            return made;
        }
    }
}
