//! Matching of wildcard patterns: `*` for any run of characters, `?` for exactly one.
//!
//! The text is cut at each `*` into segments that must occur in order, so there is no recursion and only one place to
//! go back to. Segments without `?` take time in the sum of the lengths. Those with `?` may take their product, and are
//! tried only as long as the budget lasts.

use crate::scope::{Budget, Stop};

/// The steps of comparing one part of a pattern, besides those for its characters.
const ATOM: usize = 8;

/// Texts that are joined from several parts and are longer than this are joined on the heap.
const SHORT: usize = 256;

/// A part of a pattern, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Atom<'a> {
    /// These characters, and no wildcards in them.
    Text(&'a str),
    /// `?`
    AnyChar,
    /// `*`
    AnyRun,
}

/// Whether the whole of `text` matches; case-sensitive. No two `AnyRun` may follow one another.
pub(crate) fn matches<'a, I>(mut atoms: I, text: &str, budget: &Budget) -> Result<(), Stop>
where
    I: Iterator<Item = Atom<'a>> + Clone,
{
    let (mut rest, mut open) = segment(&mut atoms, text, budget)?;
    while open {
        let next = Segment::ahead(atoms.clone(), budget)?;
        (rest, open) = if next.is_last {
            segment(&mut atoms, last_chars(rest, next.chars, budget)?, budget)?
        } else if next.has_any_char {
            find(&mut atoms, rest, budget)?
        } else {
            (next.literal(&mut atoms, |literal| find_literal(literal, rest, budget))?, true)
        };
    }
    if rest.is_empty() { Ok(()) } else { Err(Stop::Mismatch) }
}

/// The atoms up to the next `*` or the end.
struct Segment {
    atoms: usize,
    chars: usize,
    has_any_char: bool,
    is_last: bool,
}

impl Segment {
    fn ahead<'a>(atoms: impl Iterator<Item = Atom<'a>>, budget: &Budget) -> Result<Self, Stop> {
        let mut segment = Self { atoms: 0, chars: 0, has_any_char: false, is_last: true };
        for atom in atoms {
            budget.spend(atom.steps())?;
            match atom {
                Atom::Text(text) => segment.chars += text.chars().count(),
                Atom::AnyChar => {
                    segment.chars += 1;
                    segment.has_any_char = true;
                }
                Atom::AnyRun => {
                    segment.is_last = false;
                    break;
                }
            }
            segment.atoms += 1;
        }
        Ok(segment)
    }

    /// Takes the segment and the `*` after it; passes on the text of a segment without `?`.
    fn literal<'a, R, I>(&self, atoms: &mut I, then: impl FnOnce(&str) -> R) -> R
    where
        I: Iterator<Item = Atom<'a>> + Clone,
    {
        let parts = atoms.clone().take(self.atoms).filter_map(|atom| match atom {
            Atom::Text(text) => Some(text),
            Atom::AnyChar | Atom::AnyRun => None,
        });
        atoms.nth(self.atoms);
        if self.atoms <= 1 {
            return then(parts.last().unwrap_or_default());
        }
        match joined(&mut [0; SHORT], parts.clone()) {
            Some(text) => then(text),
            None => then(&parts.collect::<String>()),
        }
    }
}

/// The parts in one, if there is room for them.
fn joined<'b, 'a>(room: &'b mut [u8], parts: impl Iterator<Item = &'a str>) -> Option<&'b str> {
    let mut length = 0;
    for part in parts {
        room.get_mut(length..length + part.len())?.copy_from_slice(part.as_bytes());
        length += part.len();
    }
    std::str::from_utf8(room.get(..length)?).ok()
}

impl Atom<'_> {
    fn steps(self) -> usize {
        match self {
            Self::Text(text) => ATOM + text.len(),
            Self::AnyChar | Self::AnyRun => ATOM,
        }
    }
}

/// Matches the atoms up to the next `*` or the end at the beginning of `text`; what is left, and whether a `*` came.
fn segment<'a, 't>(
    atoms: &mut impl Iterator<Item = Atom<'a>>,
    text: &'t str,
    budget: &Budget,
) -> Result<(&'t str, bool), Stop> {
    let mut rest = text;
    for atom in atoms {
        budget.spend(atom.steps())?;
        rest = match atom {
            Atom::Text(wanted) => rest.strip_prefix(wanted),
            Atom::AnyChar => without_first(rest),
            Atom::AnyRun => return Ok((rest, true)),
        }
        .ok_or(Stop::Mismatch)?;
    }
    Ok((rest, false))
}

/// What follows the first place where `wanted` stands.
fn find_literal<'t>(wanted: &str, text: &'t str, budget: &Budget) -> Result<&'t str, Stop> {
    // The library looks for a lone character several bytes at a time, but not for a text of one.
    let (found, steps_of_byte) = match wanted.as_bytes() {
        [byte] => (text.split_once(char::from(*byte)), 1),
        _ => (text.split_once(wanted), 2),
    };
    let after = found.map_or("", |(_, after)| after);
    budget.spend(steps_of_byte * (text.len() - after.len()))?;
    found.map(|_| after).ok_or(Stop::Mismatch)
}

/// Matches the next segment at the first place where it fits.
fn find<'a, 't, I>(atoms: &mut I, text: &'t str, budget: &Budget) -> Result<(&'t str, bool), Stop>
where
    I: Iterator<Item = Atom<'a>> + Clone,
{
    let first = match atoms.clone().next() {
        Some(Atom::Text(wanted)) => wanted.chars().next(),
        _ => None,
    };
    let mut from = text;
    loop {
        if let Some(first) = first {
            let at = from.find(first).ok_or(Stop::Mismatch)?;
            budget.spend(at)?;
            from = from.get(at..).unwrap_or_default();
        }
        let mut attempt = atoms.clone();
        match segment(&mut attempt, from, budget) {
            Err(Stop::Mismatch) => from = without_first(from).ok_or(Stop::Mismatch)?,
            ended => {
                *atoms = attempt;
                return ended;
            }
        }
    }
}

fn last_chars<'t>(text: &'t str, count: usize, budget: &Budget) -> Result<&'t str, Stop> {
    budget.spend(count.min(text.len()))?;
    let Some(before) = count.checked_sub(1) else { return Ok("") };
    let start = text.char_indices().nth_back(before).map(|(start, _)| start);
    start.and_then(|start| text.get(start..)).ok_or(Stop::Mismatch)
}

fn without_first(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    chars.next()?;
    Some(chars.as_str())
}
