//! Wanted texts beside what the request has: variables replaced, and where the two part.

use crate::document::ast::Version;
use crate::scope::{Scope, Stop};
use crate::variable::{Reference, read};

/// The characters of a wanted text that are compared; what differs beyond is not shown.
const COMPARED: usize = 4096;

/// How texts of one kind are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    pub(super) wildcards: bool,
    pub(super) any_case: bool,
    /// Whether they are ARNs, whose wildcards do not leave their field.
    pub(super) arns: bool,
    pub(super) variables: Variables,
}

/// Where `${…}` means a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variables {
    Nowhere,
    Everywhere,
    /// In the last field of an ARN.
    AfterFiveColons,
}

impl Variables {
    /// None in documents of the older version.
    pub(super) fn in_version(self, version: Version) -> Self {
        if version == Version::V2012 { self } else { Self::Nowhere }
    }
}

/// A character of a wanted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glyph {
    Is(char),
    AnyChar,
    AnyRun,
}

/// A wanted text with its variables replaced.
#[derive(Debug)]
pub(super) struct Expanded {
    glyphs: Vec<Glyph>,
    pub(super) has_variables: bool,
}

/// Why a text cannot be expanded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotExpanded {
    /// This key of a variable has no single value.
    Unresolved(String),
    /// There are no steps left for it.
    OutOfSteps,
}

/// How far a value agrees with a wanted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agreement {
    /// The characters of the value that agree.
    pub(super) length: usize,
    /// The first that differs; `None` where all agree as far as the first `*` that does not stand for a field of an ARN.
    pub(super) difference: Option<CharDifference>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CharDifference {
    /// The place in the wanted text.
    pub(super) wanted_at: usize,
    pub(super) letter_case: bool,
}

impl Expanded {
    pub(super) fn of(text: &str, manner: Manner, scope: Scope<'_>) -> Result<Self, NotExpanded> {
        let mut expanded = Self { glyphs: Vec::new(), has_variables: false };
        let (mut rest, mut colons) = (text, 0);
        while let Some(first) = rest.chars().next() {
            if expanded.glyphs.len() >= COMPARED {
                break;
            }
            let variables = match manner.variables {
                Variables::Nowhere => false,
                Variables::Everywhere => true,
                Variables::AfterFiveColons => colons >= 5,
            };
            let after = rest.get(first.len_utf8()..).unwrap_or_default();
            let reference = if variables { read(rest) } else { None };
            let Some((reference, end)) = reference else {
                colons += usize::from(first == ':');
                expanded.glyphs.push(Glyph::of(first, manner.wildcards));
                rest = after;
                continue;
            };
            expanded.replace(&reference, rest, scope)?;
            rest = end;
        }
        Ok(expanded)
    }

    fn replace(&mut self, reference: &Reference, text: &str, scope: Scope<'_>) -> Result<(), NotExpanded> {
        match reference {
            Reference::Literal(literal) => self.glyphs.extend(literal.chars().map(Glyph::Is)),
            Reference::Variable(variable) => {
                self.has_variables = true;
                let key = text.split(['{', '}', ',']).nth(1).unwrap_or_default().trim();
                let value = variable.resolve(scope).map_err(|stop| match stop {
                    Stop::Mismatch => NotExpanded::Unresolved(key.to_owned()),
                    Stop::Exhausted => NotExpanded::OutOfSteps,
                })?;
                scope.budget.spend(value.len().min(COMPARED)).map_err(|_| NotExpanded::OutOfSteps)?;
                self.glyphs.extend(value.chars().take(COMPARED).map(Glyph::Is));
            }
        }
        Ok(())
    }

    pub(super) fn text(&self) -> String {
        let written = self.glyphs.iter().map(|glyph| match glyph {
            Glyph::Is(c) => *c,
            Glyph::AnyChar => '?',
            Glyph::AnyRun => '*',
        });
        written.collect()
    }

    /// How far `got` agrees.
    pub(super) fn agreement(&self, got: &str, manner: Manner) -> Agreement {
        let mut rest = got.chars();
        let mut length = 0;
        for (wanted_at, glyph) in self.glyphs.iter().enumerate() {
            let here = rest.clone();
            let letter_case = match (glyph, rest.next()) {
                (Glyph::AnyRun, _) if manner.arns && self.is_whole_field(wanted_at) => {
                    let field = here.clone().take_while(|c| *c != ':').count();
                    (length, rest) = (length + field, here);
                    rest.by_ref().take(field).for_each(drop);
                    continue;
                }
                (Glyph::AnyRun, _) => return Agreement { length, difference: None },
                (Glyph::AnyChar, Some(_)) => None,
                (Glyph::Is(wanted), Some(c)) => differs(*wanted, c, manner.any_case),
                (_, None) => Some(false),
            };
            if let Some(letter_case) = letter_case {
                return Agreement { length, difference: Some(CharDifference { wanted_at, letter_case }) };
            }
            length += 1;
        }
        let wanted_at = self.glyphs.len();
        let more = rest.next().filter(|_| wanted_at < COMPARED);
        Agreement { length, difference: more.map(|_| CharDifference { wanted_at, letter_case: false }) }
    }

    /// Whether the `*` there is one of the first five fields of an ARN.
    fn is_whole_field(&self, at: usize) -> bool {
        let (before, after) = self.glyphs.split_at_checked(at).unwrap_or_default();
        let colon = Some(&Glyph::Is(':'));
        let fields_before = before.iter().filter(|glyph| Some(*glyph) == colon).count();
        (1..5).contains(&fields_before) && before.last() == colon && after.get(1) == colon
    }
}

/// Whether two characters differ, and then whether by their case only.
fn differs(wanted: char, got: char, any_case: bool) -> Option<bool> {
    let same_letter = || wanted.to_lowercase().eq(got.to_lowercase());
    let differ = wanted != got && !(any_case && same_letter());
    differ.then(same_letter)
}

impl Glyph {
    fn of(c: char, wildcards: bool) -> Self {
        match c {
            '*' if wildcards => Self::AnyRun,
            '?' if wildcards => Self::AnyChar,
            other => Self::Is(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::ContextMap;
    use crate::scope::Budget;

    const PATTERN: Manner = Manner { wildcards: true, any_case: false, arns: false, variables: Variables::Everywhere };

    const ARNS: Manner = Manner { arns: true, ..PATTERN };

    fn agreement(wanted: &str, got: &str, manner: Manner) -> (usize, Option<bool>) {
        let context = ContextMap::new().with("aws:username", "a*a");
        let scope = Scope { context: &context, budget: &Budget::new() };
        let agreement = Expanded::of(wanted, manner, scope).unwrap().agreement(got, manner);
        (agreement.length, agreement.difference.map(|difference| difference.letter_case))
    }

    #[test]
    fn the_first_difference_is_found() {
        let plain = Manner { wildcards: false, variables: Variables::Nowhere, ..PATTERN };
        let cases = [
            ("abc", "abd", PATTERN, (2, Some(false))),
            ("abc", "aBc", PATTERN, (1, Some(true))),
            ("abc", "aBd", Manner { any_case: true, ..PATTERN }, (2, Some(false))),
            ("abc", "ab", PATTERN, (2, Some(false))),
            ("ab", "abc", PATTERN, (2, Some(false))),
            ("ab", "ab", PATTERN, (2, None)),
            ("a*c", "abd", PATTERN, (1, None)),
            ("a*c", "a*d", plain, (2, Some(false))),
            ("a?c", "abd", PATTERN, (2, Some(false))),
            ("${aws:username}/x", "a*a/y", PATTERN, (4, Some(false))),
            ("${aws:username}/x", "aba/x", PATTERN, (1, Some(false))),
            ("${*}x", "*y", PATTERN, (1, Some(false))),
            ("é${", "éx", PATTERN, (1, Some(false))),
            ("", "", PATTERN, (0, None)),
            ("arn:a:s:*::x/b", "arn:a:s:us::x/c", ARNS, (14, Some(false))),
            ("arn:a:s:*::x/b", "arn:a:s:::x/c", ARNS, (12, Some(false))),
            ("arn:a:s:*::x/b", "arn:a:s:us::x/c", PATTERN, (8, None)),
            ("arn:a:s:u*::x/b", "arn:a:s:us::x/c", ARNS, (9, None)),
            ("arn:a:s::*:*/b", "arn:a:s::1:x/c", ARNS, (11, None)),
            ("arn:a:s:*:1:x", "arn:a:s:us", ARNS, (10, Some(false))),
        ];
        for (wanted, got, manner, expected) in cases {
            assert_eq!(agreement(wanted, got, manner), expected, "{wanted} {got}");
        }
    }

    #[test]
    fn in_resources_only_the_last_field_has_variables() {
        let context = ContextMap::new().with("aws:username", "u");
        let scope = Scope { context: &context, budget: &Budget::new() };
        let manner = Manner { variables: Variables::AfterFiveColons, ..ARNS };
        let text = |wanted| Expanded::of(wanted, manner, scope).unwrap().text();
        assert_eq!(text("arn:aws:s3:${x}::${aws:username}"), "arn:aws:s3:${x}::u");
        let unresolved = Expanded::of("arn:aws:s3:::b/${ aws:UserId }/*", manner, scope).unwrap_err();
        assert_eq!(unresolved, NotExpanded::Unresolved("aws:UserId".to_owned()));
    }
}
