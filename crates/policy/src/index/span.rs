//! A part of a slice, in half the room that two sizes take.

/// From the first number up to before the second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span(u32, u32);

impl Span {
    /// `None` if the numbers are too large.
    pub(super) fn new(start: usize, end: usize) -> Option<Self> {
        Some(Self(u32::try_from(start).ok()?, u32::try_from(end).ok()?))
    }

    /// The part.
    pub(super) fn of<T>(self, all: &[T]) -> &[T] {
        all.get(self.0 as usize..self.1 as usize).unwrap_or_default()
    }
}
