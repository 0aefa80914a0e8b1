//! Constraints on values, and AWS's words for a value that breaks one.

use super::Pattern;

/// The constraints of one shape; all must hold.
#[derive(Debug, Clone, Copy)]
pub struct Constraints(pub &'static [Constraint]);

/// One constraint.
#[derive(Debug, Clone, Copy)]
pub enum Constraint {
    /// The least length: Unicode scalar values of a text, items of a list.
    MinLength(u64),
    /// The greatest length.
    MaxLength(u64),
    /// The least number.
    Min(i64),
    /// The greatest number.
    Max(i64),
    /// The whole text must match.
    Pattern(&'static Pattern),
    /// The text must be one of these.
    OneOf(&'static [&'static str]),
}

impl Constraint {
    /// The text that follows `failed to satisfy constraint: `.
    pub fn requirement(&self) -> String {
        match self {
            Self::MinLength(least) => format!("Member must have length greater than or equal to {least}"),
            Self::MaxLength(most) => format!("Member must have length less than or equal to {most}"),
            Self::Min(least) => format!("Member must have value greater than or equal to {least}"),
            Self::Max(most) => format!("Member must have value less than or equal to {most}"),
            Self::Pattern(pattern) => format!("Member must satisfy regular expression pattern: {}", pattern.text),
            Self::OneOf(choices) => format!("Member must satisfy enum value set: [{}]", choices.join(", ")),
        }
    }

    fn holds_for_text(&self, text: &str) -> bool {
        match self {
            Self::MinLength(least) => length(text) >= *least,
            // A character has at least one byte: nearly every text needs no counting.
            Self::MaxLength(most) => text.len() as u64 <= *most || length(text) <= *most,
            Self::Pattern(pattern) => (pattern.matches)(text),
            Self::OneOf(choices) => choices.contains(&text),
            Self::Min(_) | Self::Max(_) => true,
        }
    }

    fn holds_for_number(&self, number: i64) -> bool {
        match self {
            Self::Min(least) => number >= *least,
            Self::Max(most) => number <= *most,
            _ => true,
        }
    }

    fn holds_for_count(&self, count: u64) -> bool {
        match self {
            Self::MinLength(least) => count >= *least,
            Self::MaxLength(most) => count <= *most,
            _ => true,
        }
    }
}

impl Constraints {
    /// The constraints that this text breaks.
    pub fn broken_by_text(self, text: &str) -> impl Iterator<Item = &'static Constraint> {
        self.0.iter().filter(move |constraint| !constraint.holds_for_text(text))
    }

    /// The constraints that this number breaks.
    pub fn broken_by_number(self, number: i64) -> impl Iterator<Item = &'static Constraint> {
        self.0.iter().filter(move |constraint| !constraint.holds_for_number(number))
    }

    /// The constraints that a list of this many items breaks.
    pub fn broken_by_count(self, count: usize) -> impl Iterator<Item = &'static Constraint> {
        self.0.iter().filter(move |constraint| !constraint.holds_for_count(count as u64))
    }
}

/// In Unicode scalar values, as AWS counts.
fn length(text: &str) -> u64 {
    let count = if text.is_ascii() { text.len() } else { text.chars().count() };
    count as u64
}
