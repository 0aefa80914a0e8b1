//! Matching of wildcard patterns: `*` for any run of characters, `?` for exactly one.
//!
//! The text is cut at each `*` into segments that must occur in order, so there is no recursion and only one place to
//! go back to. The cost is at most the product of the lengths, and for segments without `?` close to their sum.

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

/// Whether the whole of `text` matches; case-sensitive.
pub(crate) fn matches<'a>(mut atoms: impl Iterator<Item = Atom<'a>> + Clone, text: &str) -> bool {
    let Some((mut rest, mut open)) = segment(&mut atoms, text) else { return false };
    while open {
        if let Some(length) = final_length(atoms.clone()) {
            return last_chars(rest, length).is_some_and(|end| segment(&mut atoms, end) == Some(("", false)));
        }
        let Some(found) = find(&mut atoms, rest) else { return false };
        (rest, open) = found;
    }
    rest.is_empty()
}

/// Matches the atoms up to the next `*` or the end at the beginning of `text`; what is left, and whether a `*` came.
fn segment<'a, 't>(atoms: &mut impl Iterator<Item = Atom<'a>>, text: &'t str) -> Option<(&'t str, bool)> {
    let mut rest = text;
    for atom in atoms {
        rest = match atom {
            Atom::Text(wanted) => rest.strip_prefix(wanted)?,
            Atom::AnyChar => without_first(rest)?,
            Atom::AnyRun => return Some((rest, true)),
        };
    }
    Some((rest, false))
}

/// Matches the next segment at the first place where it fits.
fn find<'a, 't, I: Iterator<Item = Atom<'a>> + Clone>(atoms: &mut I, text: &'t str) -> Option<(&'t str, bool)> {
    let first = match atoms.clone().next() {
        Some(Atom::Text(wanted)) => wanted.chars().next(),
        _ => None,
    };
    let mut from = text;
    loop {
        if let Some(first) = first {
            from = from.get(from.find(first)?..)?;
        }
        let mut attempt = atoms.clone();
        if let Some(found) = segment(&mut attempt, from) {
            *atoms = attempt;
            return Some(found);
        }
        from = without_first(from)?;
    }
}

/// The number of characters that the atoms stand for; `None` if a `*` is among them.
fn final_length<'a>(mut atoms: impl Iterator<Item = Atom<'a>>) -> Option<usize> {
    atoms.try_fold(0, |length, atom| match atom {
        Atom::Text(text) => Some(length + text.chars().count()),
        Atom::AnyChar => Some(length + 1),
        Atom::AnyRun => None,
    })
}

fn last_chars(text: &str, count: usize) -> Option<&str> {
    let Some(before) = count.checked_sub(1) else { return Some("") };
    let (start, _) = text.char_indices().nth_back(before)?;
    text.get(start..)
}

fn without_first(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    chars.next()?;
    Some(chars.as_str())
}
