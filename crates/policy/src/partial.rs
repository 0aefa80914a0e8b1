//! Matching of wildcard patterns against texts of which only a part is known.
//!
//! In such a text `*` stands for an unknown part, also an empty one, and `?` for one unknown character. What is not known is an
//! id that a service chose: it has no `/` and no `:`, so that it does not reach into its neighbours. `**` stands for a part of
//! which not even that is known.
//!
//! A pattern matches [for certain](Pattern::is_certain) if it does whatever the unknown parts are, and
//! [perhaps](Pattern::is_possible) if it does for some. Both follow all the places in the pattern that can have been reached.

use crate::pattern::Atom;
use crate::scope::{Budget, Stop};

/// With more unknown parts nothing is certain.
const MOST_PARTS: usize = 4;

/// How a pattern matches that does not mismatch whatever the unknown parts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// Whatever they are.
    Certain,
    /// It depends on them.
    Possible,
}

/// How the whole of `text` matches.
pub(crate) fn matches<'a>(
    atoms: impl IntoIterator<Item = Atom<'a>>,
    text: &str,
    budget: &Budget,
) -> Result<Match, Stop> {
    let pattern: Vec<Cell> = atoms.into_iter().flat_map(cells).collect();
    budget.spend(pattern.len() + text.len())?;
    let text = chars(text);
    let same = pattern.iter().zip(&text).take_while(|(cell, char)| cell.is(**char)).count();
    let (pattern, text) = (pattern.get(same..).unwrap_or_default(), text.get(same..).unwrap_or_default());
    if let (Some(Cell::Char(_)), Some(Char::Known(_))) = (pattern.first(), text.first()) {
        return Err(Stop::Mismatch);
    }
    let pattern = Pattern { cells: pattern, budget };
    if !pattern.is_possible(text)? {
        return Err(Stop::Mismatch);
    }
    let parts = text.iter().filter(|char| matches!(char, Char::UnknownRun | Char::UnknownText)).count();
    let is_certain = parts <= MOST_PARTS && pattern.is_certain(text, pattern.start())?;
    Ok(if is_certain { Match::Certain } else { Match::Possible })
}

/// A character of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Char(char),
    /// `?`
    Any,
    /// `*`
    Run,
}

fn cells(atom: Atom<'_>) -> impl Iterator<Item = Cell> {
    let (text, wildcard) = match atom {
        Atom::Text(text) => (text, None),
        Atom::AnyChar => ("", Some(Cell::Any)),
        Atom::AnyRun => ("", Some(Cell::Run)),
    };
    text.chars().map(Cell::Char).chain(wildcard)
}

impl Cell {
    fn is(self, char: Char) -> bool {
        matches!((self, char), (Self::Char(one), Char::Known(other)) if one == other)
    }
}

/// A character of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Char {
    Known(char),
    Unknown,
    /// Any number of unknown ones.
    UnknownRun,
    /// The same, with `/` and `:` among them.
    UnknownText,
}

/// The characters of a text, with their signs for what is not known.
fn chars(text: &str) -> Vec<Char> {
    let mut chars: Vec<Char> = Vec::with_capacity(text.len());
    for char in text.chars() {
        let next = match char {
            '*' => Char::UnknownRun,
            '?' => Char::Unknown,
            known => Char::Known(known),
        };
        match chars.last_mut() {
            Some(last @ Char::UnknownRun) if next == Char::UnknownRun => *last = Char::UnknownText,
            _ => chars.push(next),
        }
    }
    chars
}

struct Pattern<'p> {
    cells: &'p [Cell],
    budget: &'p Budget,
}

/// The places in a pattern, with the one behind it, that can have been reached.
type Places = Vec<bool>;

impl Pattern<'_> {
    fn start(&self) -> Places {
        let mut places = vec![false; self.cells.len() + 1];
        if let Some(first) = places.first_mut() {
            *first = true;
        }
        self.behind_runs(&mut places);
        places
    }

    /// Whether it matches for some values of the unknown parts.
    fn is_possible(&self, text: &[Char]) -> Result<bool, Stop> {
        let could_be_unknown = |wanted: char| !matches!(wanted, '/' | ':');
        let mut places = self.start();
        for char in text {
            places = match *char {
                Char::Known(char) => self.after(&places, |wanted| wanted == char)?,
                Char::Unknown => self.after(&places, could_be_unknown)?,
                Char::UnknownRun => self.after_any_number(places, could_be_unknown)?,
                Char::UnknownText => self.after_any_number(places, |_| true)?,
            };
        }
        Ok(is_at_end(&places))
    }

    /// Whether it matches for all values of the unknown parts. A character that the pattern does not have stands for all others:
    /// what takes it is a wildcard, and takes any.
    fn is_certain(&self, text: &[Char], mut places: Places) -> Result<bool, Stop> {
        let mut rest = text;
        while let Some((char, after)) = rest.split_first() {
            rest = after;
            places = match *char {
                Char::Known(char) => self.after(&places, |wanted| wanted == char)?,
                Char::Unknown => self.after(&places, |_| false)?,
                Char::UnknownRun | Char::UnknownText => return self.is_certain_after_each_number(rest, places),
            };
        }
        Ok(is_at_end(&places))
    }

    /// The same where any number of unknown characters comes before the text. Numbers that lead to the same places are alike, and
    /// so are all greater ones.
    fn is_certain_after_each_number(&self, text: &[Char], mut places: Places) -> Result<bool, Stop> {
        while self.is_certain(text, places.clone())? {
            let longer = self.after(&places, |_| false)?;
            if longer == places {
                return Ok(true);
            }
            places = longer;
        }
        Ok(false)
    }

    /// The places after one more character.
    fn after(&self, places: &Places, takes: impl Fn(char) -> bool) -> Result<Places, Stop> {
        self.budget.spend(places.len())?;
        let mut after = vec![false; places.len()];
        for (at, cell) in self.cells.iter().enumerate().filter(|(at, _)| places.get(*at) == Some(&true)) {
            let next = match *cell {
                Cell::Run => at,
                Cell::Char(wanted) if !takes(wanted) => continue,
                Cell::Char(_) | Cell::Any => at + 1,
            };
            reach(&mut after, next);
        }
        self.behind_runs(&mut after);
        Ok(after)
    }

    /// The places after any number of characters.
    fn after_any_number(&self, mut places: Places, takes: impl Fn(char) -> bool) -> Result<Places, Stop> {
        self.budget.spend(places.len())?;
        for (at, cell) in self.cells.iter().enumerate() {
            let goes_on = !matches!(*cell, Cell::Char(wanted) if !takes(wanted));
            if goes_on && places.get(at) == Some(&true) {
                reach(&mut places, at + 1);
            }
        }
        Ok(places)
    }

    /// Adds the places behind `*`, which can also stand for nothing.
    fn behind_runs(&self, places: &mut Places) {
        for (at, cell) in self.cells.iter().enumerate() {
            if *cell == Cell::Run && places.get(at) == Some(&true) {
                reach(places, at + 1);
            }
        }
    }
}

fn reach(places: &mut Places, at: usize) {
    if let Some(place) = places.get_mut(at) {
        *place = true;
    }
}

fn is_at_end(places: &Places) -> bool {
    places.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Match, matches};
    use crate::pattern::Atom;
    use crate::scope::{Budget, Stop};

    fn found(pattern: &str, text: &str) -> Result<Match, Stop> {
        let pieces: Vec<String> = pattern.chars().map(String::from).collect();
        let atoms = pieces.iter().map(|piece| match piece.as_str() {
            "*" => Atom::AnyRun,
            "?" => Atom::AnyChar,
            other => Atom::Text(other),
        });
        matches(atoms, text, &Budget::new())
    }

    /// Whether a pattern matches a whole text, one character after the other.
    fn matches_known(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['*', rest @ ..], _) => {
                matches_known(rest, text) || matches!(text, [_, text @ ..] if matches_known(pattern, text))
            }
            ([wanted, pattern @ ..], [char, text @ ..]) => {
                (*wanted == '?' || wanted == char) && matches_known(pattern, text)
            }
            _ => false,
        }
    }

    /// Every text of at most this many of these characters.
    fn values(longest: usize, chars: &[&str]) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..longest {
            last = last.iter().flat_map(|text| chars.iter().map(move |more| text.clone() + more)).collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    /// Every text that a partly known one can be. `z` is in no pattern.
    fn whole_texts(text: &str, longest: usize) -> Vec<String> {
        let Some(at) = text.find(['*', '?']) else { return vec![text.to_owned()] };
        let (before, rest) = text.split_at(at);
        let (sign, after) = rest.split_at(if rest.starts_with("**") { 2 } else { 1 });
        let parts = match sign {
            "?" => ["a", "b", "z"].map(str::to_owned).to_vec(),
            "*" => values(longest, &["a", "b", "z"]),
            _ => values(longest, &["a", "/", "z"]),
        };
        let rests = whole_texts(after, longest);
        parts.iter().flat_map(|part| rests.iter().map(move |rest| format!("{before}{part}{rest}"))).collect()
    }

    /// By trying every text.
    fn tried(pattern: &str, text: &str, longest: usize) -> Result<Match, Stop> {
        let pattern: Vec<char> = pattern.chars().collect();
        let all = whole_texts(text, longest);
        let matching = all.iter().filter(|text| matches_known(&pattern, &text.chars().collect::<Vec<_>>())).count();
        match matching {
            0 => Err(Stop::Mismatch),
            _ if matching == all.len() => Ok(Match::Certain),
            _ => Ok(Match::Possible),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

        // No unknown part needs to be longer than the pattern by more than one character.
        #[test]
        fn the_answer_is_that_of_every_text(pattern in "[ab/*?]{0,4}", before in "[ab/?]{0,2}", after in "[ab/?]{0,1}") {
            let text = format!("{before}*{after}");
            prop_assert_eq!(found(&pattern, &text), tried(&pattern, &text, 5), "{} {}", pattern, text);
        }

        #[test]
        fn so_it_is_where_any_text_is_unknown(pattern in "[a/*?]{0,4}", before in "[a/?]{0,2}", after in "[a/?]{0,1}") {
            let text = format!("{before}**{after}");
            prop_assert_eq!(found(&pattern, &text), tried(&pattern, &text, 5), "{} {}", pattern, text);
        }

        #[test]
        fn so_it_is_with_two_parts(pattern in "[ab/*?]{0,3}", between in "[ab/?]", after in "[ab/?]{0,1}") {
            let text = format!("*{between}*{after}");
            prop_assert_eq!(found(&pattern, &text), tried(&pattern, &text, 3), "{} {}", pattern, text);
        }

        #[test]
        fn what_is_known_is_matched_as_ever(pattern in "[ab/*?]{0,6}", text in "[ab/]{0,6}") {
            prop_assert_eq!(found(&pattern, &text), tried(&pattern, &text, 0), "{} {}", pattern, text);
        }
    }

    #[test]
    fn ids_are_taken_by_wildcards_only() {
        let (certain, open, never) = (Ok(Match::Certain), Ok(Match::Possible), Err(Stop::Mismatch));
        for (pattern, text, expected) in [
            ("stack/live/*", "stack/live/*", certain),
            ("stack/live/5a3d", "stack/live/*", open),
            ("stack/live/?*", "stack/live/*", open),
            ("stack/li*", "stack/live/*", certain),
            ("stack/*/5a3d", "stack/live/*", open),
            ("stack/trial/*", "stack/live/*", never),
            ("stack/live", "stack/live/*", never),
            ("secret:a-??????", "secret:a-??????", certain),
            ("secret:a-*", "secret:a-??????", certain),
            ("secret:a-?????", "secret:a-??????", never),
            ("secret:a-1x2y3z", "secret:a-??????", open),
            ("secret:a*", "secret:a-??????", certain),
            ("group:*:name/live-*", "group:*:name/live-1", certain),
            ("group:*:name/trial-*", "group:*:name/live-1", never),
            ("*x*?x*", "x*x", open),
            ("*?x*", "x*x", certain),
            ("****", "****", certain),
            ("role/admin/x", "role/*", never),
            ("role/admin/x", "role/**", open),
            ("role/admin/*", "role/**", open),
            ("role/*", "role/**", certain),
            ("user/*", "role/**", never),
            ("*", "*/*/*/*/*", open),
        ] {
            assert_eq!(found(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn it_ends() {
        let text = format!("{}*{}*{}*", "a".repeat(2_000), "a".repeat(2_000), "b".repeat(2_000));
        assert_eq!(found(&"*?a".repeat(2_000), &text), Err(Stop::Exhausted));
    }
}
