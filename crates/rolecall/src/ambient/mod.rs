//! What the machine gives: the time and randomness. Nothing else in the program asks for them.

mod clock;
mod entropy;

pub(crate) use clock::SystemClock;
pub(crate) use entropy::OsEntropy;
