//! Texts of a policy that stand for other texts: literal characters, wildcards and variables, compiled for matching.

use std::borrow::Cow;
use std::slice::Iter;

use crate::document::ast::Version;
use crate::index::Walk;
use crate::partial::{self, Match};
use crate::pattern::{Atom, matches};
use crate::scope::{COMPARISON, Scope, Stop};
use crate::variable::{Reference, Variable, read};
use crate::verdict;

/// How many variables of one text are resolved without allocating.
const INLINE_VARIABLES: usize = 8;

/// A compiled text.
#[derive(Debug)]
pub(crate) struct Template(Shape);

/// The forms that most texts have come first, because they need no walk over pieces.
#[derive(Debug)]
enum Shape {
    /// `*`
    Anything,
    /// No wildcards.
    Exact(Box<str>),
    /// Text, then `*`.
    Prefix(Box<str>),
    /// Wildcards elsewhere.
    Glob(Box<[Piece]>),
    /// Wildcards or not, and this many variables.
    Variables(Box<[Piece]>, usize),
}

#[derive(Debug)]
enum Piece {
    Text(Box<str>),
    AnyChar,
    AnyRun,
    Variable(Variable),
}

/// Which characters of a text have a meaning of their own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Syntax {
    /// `*` and `?`
    pub(crate) wildcards: bool,
    /// `${…}`
    pub(crate) variables: bool,
}

impl Syntax {
    /// Wildcards only.
    pub(crate) const GLOB: Self = Self { wildcards: true, variables: false };

    /// Wildcards, and variables where the version has them.
    pub(crate) fn pattern(version: Version) -> Self {
        Self { wildcards: true, variables: version == Version::V2012 }
    }

    /// No wildcards; variables where the version has them.
    pub(crate) fn plain(version: Version) -> Self {
        Self { wildcards: false, variables: version == Version::V2012 }
    }
}

impl Template {
    /// Compiles a text; every text has a meaning.
    pub(crate) fn new(text: &str, syntax: Syntax) -> Self {
        let pieces = parse(text, syntax);
        let variables = pieces.iter().filter(|piece| matches!(piece, Piece::Variable(_))).count();
        Self(match pieces.as_slice() {
            [] => Shape::Exact("".into()),
            [Piece::AnyRun] => Shape::Anything,
            [Piece::Text(text)] => Shape::Exact(text.clone()),
            [Piece::Text(text), Piece::AnyRun] => Shape::Prefix(text.clone()),
            _ if variables == 0 => Shape::Glob(pieces.into()),
            _ => Shape::Variables(pieces.into(), variables),
        })
    }

    /// Whether the whole of `text` matches. A variable that cannot be resolved matches nothing; what is substituted is
    /// literal, whatever characters it holds.
    pub(crate) fn matches(&self, text: &str, scope: Scope<'_>) -> Option<bool> {
        let budget = scope.budget;
        match &self.0 {
            Shape::Anything => Some(true),
            Shape::Exact(wanted) => budget.spend(COMPARISON + wanted.len()).ok().map(|()| **wanted == *text),
            Shape::Prefix(wanted) => budget.spend(COMPARISON + wanted.len()).ok().map(|()| text.starts_with(&**wanted)),
            Shape::Glob(pieces) => verdict::of(matches(atoms(pieces, &[]), text, budget)),
            Shape::Variables(pieces, count) => {
                verdict::of(with_values(pieces, *count, scope, |values| matches(atoms(pieces, values), text, budget)))
            }
        }
    }

    /// The same for a [partly known](crate::partial) text.
    pub(crate) fn matches_partial(&self, text: &str, scope: Scope<'_>) -> Option<bool> {
        let budget = scope.budget;
        let compared = match &self.0 {
            Shape::Anything => Ok(Match::Certain),
            Shape::Exact(wanted) => partial::matches([Atom::Text(wanted)], text, budget),
            Shape::Prefix(wanted) => partial::matches([Atom::Text(wanted), Atom::AnyRun], text, budget),
            Shape::Glob(pieces) => partial::matches(atoms(pieces, &[]), text, budget),
            Shape::Variables(pieces, count) => {
                with_values(pieces, *count, scope, |values| partial::matches(atoms(pieces, values), text, budget))
            }
        };
        match compared {
            Ok(Match::Certain) => Some(true),
            Ok(Match::Possible) | Err(Stop::Exhausted) => None,
            Err(Stop::Mismatch) => Some(false),
        }
    }

    /// Like [`Self::matches`], but letters differ only by more than their case. For texts without wildcards.
    pub(crate) fn equals_ignoring_case(&self, text: &str, scope: Scope<'_>) -> Option<bool> {
        scope.budget.spend(COMPARISON + text.len()).ok()?;
        match &self.0 {
            Shape::Exact(wanted) => Some(folded(wanted).eq(folded(text))),
            Shape::Variables(pieces, count) => verdict::of(with_values(pieces, *count, scope, |values| {
                let wanted = atoms(pieces, values).flat_map(|atom| match atom {
                    Atom::Text(part) => folded(part),
                    Atom::AnyChar => folded("?"),
                    Atom::AnyRun => folded("*"),
                });
                if wanted.eq(folded(text)) { Ok(()) } else { Err(Stop::Mismatch) }
            })),
            Shape::Anything | Shape::Prefix(_) | Shape::Glob(_) => Some(false),
        }
    }

    /// The characters that every match begins with, and whether it has no others.
    pub(crate) fn beginning(&self) -> (&str, bool) {
        match &self.0 {
            Shape::Exact(text) => (text, true),
            Shape::Prefix(text) => (text, false),
            Shape::Anything => ("", false),
            Shape::Glob(pieces) | Shape::Variables(pieces, _) => match pieces.first() {
                Some(Piece::Text(text)) => (text, false),
                _ => ("", false),
            },
        }
    }

    /// Adds the pairs of neighbouring characters that every match holds.
    pub(crate) fn walk(&self, walk: &mut Walk) {
        match &self.0 {
            Shape::Exact(text) => walk.text(text),
            Shape::Prefix(text) => {
                walk.text(text);
                walk.gap();
            }
            Shape::Anything => walk.gap(),
            Shape::Glob(pieces) | Shape::Variables(pieces, _) => pieces.iter().for_each(|piece| match piece {
                Piece::Text(text) => walk.text(text),
                Piece::AnyChar | Piece::AnyRun | Piece::Variable(_) => walk.gap(),
            }),
        }
    }

    /// Whether it stands for a text that depends on the request.
    pub(crate) fn has_variables(&self) -> bool {
        matches!(self.0, Shape::Variables(..))
    }

    /// Whether all variables can be resolved.
    pub(crate) fn resolves(&self, scope: Scope<'_>) -> Option<bool> {
        match &self.0 {
            Shape::Variables(pieces, count) => verdict::of(with_values(pieces, *count, scope, |_| Ok(()))),
            _ => Some(true),
        }
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// Collects pieces, joining neighbouring literal text.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    literal: String,
}

impl Pieces {
    fn push(&mut self, piece: Piece) {
        self.end_literal();
        self.done.push(piece);
    }

    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            self.done.push(Piece::Text(std::mem::take(&mut self.literal).into()));
        }
    }
}

fn parse(text: &str, syntax: Syntax) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let reference = if syntax.variables { read(rest) } else { None };
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = reference.as_ref().map_or(after, |(_, end)| end);
        match (first, reference) {
            (_, Some((Reference::Variable(variable), _))) => pieces.push(Piece::Variable(variable)),
            (_, Some((Reference::Literal(is), _))) => pieces.literal.push_str(is),
            ('*', None) if syntax.wildcards => pieces.push(Piece::AnyRun),
            ('?', None) if syntax.wildcards => pieces.push(Piece::AnyChar),
            (other, None) => pieces.literal.push(other),
        }
    }
    pieces.end_literal();
    without_repeated_runs(pieces.done)
}

/// `**` means `*`, and `*?` means `?*`, which is quicker to look for.
fn without_repeated_runs(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept = Vec::with_capacity(pieces.len());
    let mut open = false;
    for piece in pieces {
        match piece {
            Piece::AnyRun => open = true,
            Piece::AnyChar => kept.push(Piece::AnyChar),
            other => {
                if std::mem::take(&mut open) {
                    kept.push(Piece::AnyRun);
                }
                kept.push(other);
            }
        }
    }
    if open {
        kept.push(Piece::AnyRun);
    }
    kept
}

/// Runs `then` with the value of each variable, in order, if each has one.
fn with_values<T>(
    pieces: &[Piece],
    count: usize,
    scope: Scope<'_>,
    then: impl FnOnce(&[Cow<'_, str>]) -> Result<T, Stop>,
) -> Result<T, Stop> {
    let mut few = [const { Cow::Borrowed("") }; INLINE_VARIABLES];
    let mut many = Vec::new();
    let values = if let Some(enough) = few.get_mut(..count) {
        enough
    } else {
        many.resize(count, Cow::Borrowed(""));
        many.as_mut_slice()
    };
    let variables = pieces.iter().filter_map(|piece| match piece {
        Piece::Variable(variable) => Some(variable),
        Piece::Text(_) | Piece::AnyChar | Piece::AnyRun => None,
    });
    for (value, variable) in values.iter_mut().zip(variables) {
        *value = variable.resolve(scope)?;
    }
    then(values)
}

fn atoms<'a>(pieces: &'a [Piece], values: &'a [Cow<'a, str>]) -> Atoms<'a> {
    Atoms { pieces: pieces.iter(), values: values.iter() }
}

#[derive(Clone)]
struct Atoms<'a> {
    pieces: Iter<'a, Piece>,
    values: Iter<'a, Cow<'a, str>>,
}

impl<'a> Iterator for Atoms<'a> {
    type Item = Atom<'a>;

    fn next(&mut self) -> Option<Atom<'a>> {
        Some(match self.pieces.next()? {
            Piece::Text(text) => Atom::Text(text),
            Piece::AnyChar => Atom::AnyChar,
            Piece::AnyRun => Atom::AnyRun,
            Piece::Variable(_) => Atom::Text(self.values.next()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::context::ContextMap;
    use crate::scope::Budget;

    fn matches(pattern: &str, syntax: Syntax, text: &str, context: &ContextMap, budget: &Budget) -> Option<bool> {
        Template::new(pattern, syntax).matches(text, Scope { context, budget })
    }

    /// The pattern as the body of a regular expression.
    fn body(pattern: &str) -> String {
        pattern
            .chars()
            .map(|c| match c {
                '*' => ".*".to_owned(),
                '?' => ".".to_owned(),
                other => regex::escape(&other.to_string()),
            })
            .collect()
    }

    fn regex_matches(body: &str, text: &str) -> bool {
        regex::Regex::new(&format!("(?s)^{body}$")).unwrap().is_match(text)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

        #[test]
        fn wildcards_are_those_of_a_regex(pattern in "[abé*?]{0,10}", text in "[abé*?\n]{0,12}") {
            let found = matches(&pattern, Syntax::GLOB, &text, &ContextMap::new(), &Budget::new());
            prop_assert_eq!(found, Some(regex_matches(&body(&pattern), &text)));
        }

        #[test]
        fn a_variable_is_its_value_without_wildcards(
            before in "[ab*?]{0,4}", value in "[ab*?$]{0,4}", after in "[ab*?]{0,4}", text in "[ab*?$]{0,10}",
        ) {
            let context = ContextMap::new().with("a:v", &value);
            let pattern = format!("{before}${{a:v}}{after}");
            let found = matches(&pattern, Syntax::pattern(Version::V2012), &text, &context, &Budget::new());
            let oracle = format!("{}{}{}", body(&before), regex::escape(&value), body(&after));
            prop_assert_eq!(found, Some(regex_matches(&oracle, &text)));
        }

        #[test]
        fn without_wildcards_only_the_text_itself_matches(pattern in "[ab*?]{0,4}", text in "[ab*?]{0,4}") {
            let found = matches(&pattern, Syntax::plain(Version::V2012), &text, &ContextMap::new(), &Budget::new());
            prop_assert_eq!(found, Some(pattern == text));
        }
    }

    fn steps(pattern: &str, text: &str, context: &ContextMap) -> (Option<bool>, usize) {
        let budget = Budget::new();
        (matches(pattern, Syntax::pattern(Version::V2012), text, context, &budget), budget.spent())
    }

    #[test]
    fn without_question_marks_the_steps_are_those_of_the_lengths() {
        let text = "a".repeat(5_000);
        let context = ContextMap::new().with("a:half", &"a".repeat(2_500)).with("a:b", "b");
        for (pattern, expected) in [
            ("*a".repeat(5_000), true),
            ("*a".repeat(10_000), false),
            ("*a".repeat(2_000) + "b", false),
            ("*".repeat(100_000) + "b", false),
            (format!("*{}b*", "a".repeat(2_500)), false),
            ("*${a:half}${a:b}*".to_owned(), false),
            ("*${a:half}a${a:half}*".to_owned(), false),
            ("*${a:half}${a:half}*".to_owned(), true),
        ] {
            let (found, steps) = steps(&pattern, &text, &context);
            assert_eq!(found, Some(expected));
            assert!(steps < 10 * (pattern.len() + text.len()) + 1_000, "{steps} for {pattern:.20}");
        }
    }

    #[test]
    fn with_question_marks_it_is_tried_for_long_but_not_for_ever() {
        let (found, steps_of_headers) = steps("*agent/?.?.??*", &"agent/ ".repeat(290), &ContextMap::new());
        assert_eq!(found, Some(false));
        assert!(steps_of_headers < 20_000, "{steps_of_headers}");
        let hostile = "*".to_owned() + &"?a".repeat(2_800) + "b*";
        let (found, _) = steps(&hostile, &"a".repeat(60_000), &ContextMap::new());
        assert_eq!(found, None);
    }
}
