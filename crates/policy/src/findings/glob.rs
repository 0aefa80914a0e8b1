//! Which texts patterns stand for: whether one pattern covers another, and whether two have a text in common.
//!
//! Both answers are safe ones: "covers" is only said where it is certain, "apart" too. What would take too long is neither.

use super::effort::Effort;
use crate::document::ast::Version;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Symbol {
    /// This character.
    Char(char),
    /// `?`: any one character.
    One,
    /// `*`: any characters, also none.
    Run,
    /// Any characters but `/`.
    Name,
    /// A policy variable, as written: some text, the same wherever it stands.
    Variable(Box<str>),
}

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glob(Vec<Symbol>);

/// Placeholders of the catalog's ARN formats that never stand for a text with `/`. For most others it is not known.
const NAMES: [&str; 1] = ["BucketName"];

impl Glob {
    /// A pattern of actions, in any case.
    pub(super) fn action(pattern: &str) -> Self {
        Self::read(&pattern.to_ascii_lowercase(), |_| None)
    }

    /// A pattern of resources, with variables in the version that has them.
    pub(super) fn resource(pattern: &str, version: Version) -> Self {
        Self::read(pattern, |inside| match (version, inside) {
            (Version::V2008, _) => None,
            (_, "*" | "?" | "$") => inside.chars().next().map(Symbol::Char),
            _ => Some(Symbol::Variable(inside.into())),
        })
    }

    /// A field of an ARN format of the catalog.
    pub(super) fn format(field: &str) -> Self {
        Self::read(field, |inside| Some(if NAMES.contains(&inside) { Symbol::Name } else { Symbol::Run }))
    }

    /// Reads wildcards, and what `placeholder` makes of the inside of `${…}`.
    fn read(pattern: &str, placeholder: impl Fn(&str) -> Option<Symbol>) -> Self {
        let mut symbols = Vec::with_capacity(pattern.len());
        let mut rest = pattern;
        while let Some(first) = rest.chars().next() {
            // No reference holds another `$`, so that no stretch of text is looked through twice.
            let end = rest.strip_prefix("${").and_then(|inside| {
                let at = if inside.starts_with("$}") { 1 } else { inside.find(['}', '$'])? };
                let (inside, after) = inside.split_at_checked(at)?;
                Some((placeholder(inside)?, after.strip_prefix('}')?))
            });
            let (symbol, after) = end.unwrap_or_else(|| {
                let symbol = match first {
                    '*' => Symbol::Run,
                    '?' => Symbol::One,
                    other => Symbol::Char(other),
                };
                (symbol, rest.get(first.len_utf8()..).unwrap_or_default())
            });
            rest = after;
            if symbol != Symbol::Run || symbols.last() != Some(&Symbol::Run) {
                symbols.push(symbol);
            }
        }
        Self(symbols)
    }

    /// Whether it stands for one text only.
    pub(super) fn is_literal(&self) -> bool {
        self.0.iter().all(|symbol| matches!(symbol, Symbol::Char(_)))
    }

    /// Whether it stands for every text.
    pub(super) fn is_everything(&self) -> bool {
        self.0 == [Symbol::Run]
    }

    /// Whether every text of `other` is surely one of this pattern.
    pub(super) fn covers(&self, other: &Self, effort: &Effort) -> bool {
        self.takes(other.0.len(), |at| other.0.get(at), Symbol::covers, effort)
    }

    /// Whether a name of the catalog is surely one of this pattern of actions.
    pub(super) fn matches(&self, name: &str, effort: &Effort) -> bool {
        let same = |mine: &Symbol, byte: &u8| match mine {
            Symbol::Char(c) => *c == char::from(byte.to_ascii_lowercase()),
            other => *other == Symbol::One,
        };
        self.takes(name.len(), |at| name.as_bytes().get(at), same, effort)
    }

    /// Whether the pattern takes all parts, of which a run takes any number and another symbol one that fits. Only the last
    /// run is gone back to, so the time is at most the product of the lengths.
    fn takes<'p, T: 'p>(
        &self,
        parts: usize,
        part: impl Fn(usize) -> Option<&'p T>,
        fits: impl Fn(&Symbol, &T) -> bool,
        effort: &Effort,
    ) -> bool {
        if !effort.spend(self.0.len() + parts) {
            return false;
        }
        let (mut at, mut seen) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        while let Some(next) = part(seen) {
            match self.0.get(at) {
                Some(Symbol::Run) => {
                    at += 1;
                    retry = Some((at, seen));
                }
                Some(mine) if fits(mine, next) => {
                    at += 1;
                    seen += 1;
                }
                _ => {
                    let Some((after_run, from)) = retry else { return false };
                    if !effort.spend(1 + seen - from) {
                        return false;
                    }
                    (at, seen) = (after_run, from + 1);
                    retry = Some((at, seen));
                }
            }
        }
        self.0.get(at..).unwrap_or_default().iter().all(|symbol| *symbol == Symbol::Run)
    }

    /// Whether no text is surely one of both patterns. A variable can be any text.
    pub(super) fn is_apart_from(&self, other: &Self, effort: &Effort) -> bool {
        if self.is_everything() || other.is_everything() || !effort.spend(1) {
            return false;
        }
        // Most pairs differ before the first wildcard or after the last.
        if differ(self.0.iter(), other.0.iter()) || differ(self.0.iter().rev(), other.0.iter().rev()) {
            return true;
        }
        // Every pattern has a text.
        if self.covers(other, effort) || other.covers(self, effort) {
            return false;
        }
        effort.spend((self.0.len() + 1) * (other.0.len() + 1)) && !self.meets(other)
    }

    /// Follows all ways through both patterns at once; `reach` says at which places of `other` they can be.
    fn meets(&self, other: &Self) -> bool {
        let mut reach = vec![false; other.0.len() + 1];
        if let Some(start) = reach.first_mut() {
            *start = true;
        }
        pass_open(&mut reach, &other.0);
        for mine in &self.0 {
            let mut next = if mine.is_open() { reach.clone() } else { vec![false; reach.len()] };
            let steps = other.0.iter().zip(&reach).enumerate();
            for (at, (theirs, _)) in steps.filter(|(_, (_, reached))| **reached) {
                let stays = theirs.is_open() && !mine.is_open() && theirs.meets(mine);
                let moves = !theirs.is_open() && !mine.is_open() && mine.meets(theirs);
                set(&mut next, at, stays);
                set(&mut next, at + 1, moves);
            }
            if mine.is_open() {
                consume(&mut next, mine, &other.0);
            }
            pass_open(&mut next, &other.0);
            reach = next;
        }
        reach.last() == Some(&true)
    }
}

/// Whether the first symbols that are not the same character are two characters.
fn differ<'p>(mine: impl Iterator<Item = &'p Symbol>, theirs: impl Iterator<Item = &'p Symbol>) -> bool {
    let first = mine.zip(theirs).find(|(a, b)| a.is_open() || b.is_open() || !a.meets(b));
    first.is_some_and(|(a, b)| !a.is_open() && !b.is_open())
}

/// An open symbol passes over the symbols that it can stand for.
fn consume(reach: &mut [bool], open: &Symbol, symbols: &[Symbol]) {
    for (at, symbol) in symbols.iter().enumerate() {
        let passes = reach.get(at) == Some(&true) && (symbol.is_open() || open.meets(symbol));
        set(reach, at + 1, passes);
    }
}

/// Open symbols can stand for nothing.
fn pass_open(reach: &mut [bool], symbols: &[Symbol]) {
    for (at, symbol) in symbols.iter().enumerate() {
        let passes = reach.get(at) == Some(&true) && symbol.is_open();
        set(reach, at + 1, passes);
    }
}

fn set(reach: &mut [bool], at: usize, value: bool) {
    if let Some(place) = reach.get_mut(at) {
        *place |= value;
    }
}

impl Symbol {
    /// Whether it can stand for any number of characters.
    fn is_open(&self) -> bool {
        matches!(self, Self::Run | Self::Name | Self::Variable(_))
    }

    /// Whether all that `other` stands for is one of this symbol's texts; not for runs.
    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::One, Self::Char(_) | Self::One) => true,
            _ => self == other && *self != Self::Name,
        }
    }

    /// Whether one character can be of both; an open symbol can hold many, of which this is about one.
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Name, Self::Char(c)) | (Self::Char(c), Self::Name) => *c != '/',
            (Self::Char(a), Self::Char(b)) => a == b,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn glob(pattern: &str) -> Glob {
        Glob::resource(pattern, Version::V2012)
    }

    fn regex(pattern: &str) -> regex::Regex {
        let body = pattern.replace('*', ".*").replace('?', ".");
        regex::Regex::new(&format!("^{body}$")).unwrap()
    }

    /// All texts of at most five letters of an alphabet of three: one that no pattern names stands for all those.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..5 {
            last = last.iter().flat_map(|text| ["a", "b", "c"].map(|letter| format!("{text}{letter}"))).collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn a_pattern_that_covers_another_matches_all_its_texts(a in "[ab*?]{0,4}", b in "[ab*?]{0,4}") {
            let (wide, narrow) = (regex(&a), regex(&b));
            if glob(&a).covers(&glob(&b), &Effort::new()) {
                prop_assert!(texts().iter().all(|text| !narrow.is_match(text) || wide.is_match(text)));
            }
        }

        #[test]
        fn patterns_are_apart_if_no_text_is_of_both(a in "[ab*?]{0,3}", b in "[ab*?]{0,2}") {
            let (one, other) = (regex(&a), regex(&b));
            let common = texts().iter().any(|text| one.is_match(text) && other.is_match(text));
            prop_assert_eq!(glob(&a).is_apart_from(&glob(&b), &Effort::new()), !common);
        }
    }

    #[test]
    fn a_pattern_covers_itself_and_what_is_narrower() {
        for (wide, narrow) in [
            ("*", ""),
            ("*", "*"),
            ("*", "${a:b}"),
            ("a*", "a?*"),
            ("a*", "ab*c"),
            ("?", "a"),
            ("a${a:b}*", "a${a:b}c"),
            ("*a*b", "aab"),
        ] {
            assert!(glob(wide).covers(&glob(narrow), &Effort::new()), "{wide} {narrow}");
        }
        for (wide, narrow) in [
            ("?*", "*"),
            ("a?*", "a*"),
            ("", "*"),
            ("???????", "${a:bc}"),
            ("${a:b}", "*"),
            ("${a:b}", "${a:c}"),
            ("a", "b"),
        ] {
            assert!(!glob(wide).covers(&glob(narrow), &Effort::new()), "{wide} {narrow}");
        }
    }

    #[test]
    fn a_bucket_has_no_slash_and_an_object_has() {
        let (bucket, object) = (Glob::format("${BucketName}"), Glob::format("${BucketName}/${ObjectName}"));
        for (pattern, of_bucket, of_object) in [
            ("b", true, false),
            ("b/*", false, true),
            ("b*", true, true),
            ("*", true, true),
            ("${aws:x}", true, true),
            ("${aws:x}/*", false, true),
        ] {
            assert_eq!(!glob(pattern).is_apart_from(&bucket, &Effort::new()), of_bucket, "{pattern}");
            assert_eq!(!glob(pattern).is_apart_from(&object, &Effort::new()), of_object, "{pattern}");
        }
    }

    #[test]
    fn long_patterns_stop_and_then_nothing_is_certain() {
        let effort = Effort::new();
        let (long, other) = (glob(&"*?a*".repeat(20_000)), glob(&"*?b*".repeat(20_000)));
        assert!(!long.covers(&other, &effort) && !long.is_apart_from(&other, &effort));
        assert!(effort.was_exceeded());
    }
}
