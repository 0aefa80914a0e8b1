//! Which pairs of neighbouring characters a text holds: a pattern whose pairs it lacks cannot match it.

use std::ops::BitAnd;

use super::prefixes::END;

/// Longer texts hold most pairs, and are not searched for the few that they lack.
const MAX_LENGTH: usize = 512;

/// A set of pairs of neighbouring bytes, each standing for one of 64 bits. The beginning and the end of a text count as [`END`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fragments(u64);

impl Fragments {
    /// No pairs.
    pub(crate) const NONE: Self = Self(0);

    /// All pairs: a text that holds them lacks none.
    pub(super) const ALL: Self = Self(u64::MAX);

    /// The pairs of a whole text; `None` if it is long.
    pub(crate) fn of(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let mut fragments = Walk::after(END);
        fragments.text(text);
        Some(fragments.before(END))
    }

    /// Whether all of `others` are among them.
    pub(crate) fn hold(self, others: Self) -> bool {
        self & others == others
    }

    /// The set as bits.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }
}

impl BitAnd for Fragments {
    type Output = Self;

    /// The pairs that are in both.
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// Collects the pairs of a pattern from its beginning.
pub(crate) struct Walk {
    found: u64,
    last: Option<u8>,
}

impl Walk {
    /// At the beginning of a pattern before which this byte stands.
    pub(crate) fn after(byte: u8) -> Self {
        Self { found: 0, last: Some(byte) }
    }

    /// Text comes next.
    pub(crate) fn text(&mut self, text: &str) {
        for byte in text.bytes() {
            self.byte(byte);
        }
    }

    /// Something comes next that stands for other text.
    pub(crate) fn gap(&mut self) {
        self.last = None;
    }

    /// This byte comes next.
    pub(crate) fn byte(&mut self, byte: u8) {
        if let Some(last) = self.last {
            let pair = u16::from_le_bytes([last, byte]);
            // The factor spreads the bits of both bytes over the upper ones, of which six are kept.
            self.found |= 1 << (pair.wrapping_mul(0x9E37) >> 10);
        }
        self.last = Some(byte);
    }

    /// The pairs, where this byte follows the pattern.
    pub(crate) fn before(mut self, byte: u8) -> Fragments {
        self.byte(byte);
        Fragments(self.found)
    }
}
