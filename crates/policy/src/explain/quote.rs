//! What an element wants beside what the request has, in texts of limited length and lists of limited size.

use super::report::{Difference, Wanted};
use super::wanted::{Agreement, CharDifference, Expanded, Manner, NotExpanded};
use crate::document::ast::Span;
use crate::scope::Scope;

/// The longest text that is quoted whole, in characters.
const TEXT: usize = 512;

/// The most values that are quoted on either side.
const VALUES: usize = 4;

/// The most wanted values that are looked through for the one to quote first.
const LOOKED_THROUGH: usize = 256;

/// A wanted value as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) kind: Option<&'static str>,
    pub(super) text: &'a str,
    pub(super) span: Span,
}

/// Both sides of a comparison, ready to be shown.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    pub(super) wanted: Vec<Wanted>,
    pub(super) more_wanted: usize,
    pub(super) got: Vec<String>,
    pub(super) more_got: usize,
    pub(super) difference: Option<Difference>,
    /// A variable of the first wanted value that has no single value.
    pub(super) unresolved: Option<String>,
}

/// Both sides of a comparison.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) wanted: &'a [Written<'a>],
    pub(super) got: &'a [String],
    /// How many values the request has besides.
    pub(super) more_got: usize,
    /// `None` where texts are not compared character by character.
    pub(super) manner: Option<Manner>,
}

impl Sides<'_> {
    /// Quotes them: first the wanted value for which `telling` is true, or else the one that comes nearest.
    pub(super) fn quote(&self, telling: impl Fn(usize) -> bool, scope: Scope<'_>) -> Quotes {
        let looked_through = 0..self.wanted.len().min(LOOKED_THROUGH);
        let told = looked_through.clone().find(|index| telling(*index));
        let nearest = || {
            let ranked =
                looked_through.filter_map(|index| Some((self.nearest(self.wanted.get(index)?, scope)?, index)));
            ranked.reduce(|best, next| if next.0.1.length > best.0.1.length { next } else { best })
        };
        let (difference, first) = match told {
            Some(index) => (None, index),
            None => nearest().map_or((None, 0), |((got, agreement), index)| (difference(got, agreement), index)),
        };
        let rest = (0..self.wanted.len()).filter(|index| *index != first);
        let order = [first].into_iter().chain(rest).filter_map(|index| self.wanted.get(index));
        let wanted: Vec<_> = order.take(VALUES).map(|written| self.wanted(written, scope)).collect();
        Quotes {
            more_wanted: self.wanted.len() - wanted.len(),
            wanted,
            got: self.got.iter().take(VALUES).map(|text| cut(text)).collect(),
            more_got: self.more_got + self.got.len().saturating_sub(VALUES),
            difference,
            unresolved: self.wanted.get(first).and_then(|written| self.unresolved(written, scope)),
        }
    }

    fn unresolved(&self, written: &Written<'_>, scope: Scope<'_>) -> Option<String> {
        match Expanded::of(written.text, self.manner?, scope) {
            Err(NotExpanded::Unresolved(key)) => Some(cut(&key)),
            Err(NotExpanded::OutOfSteps) | Ok(_) => None,
        }
    }

    fn wanted(&self, written: &Written<'_>, scope: Scope<'_>) -> Wanted {
        let expanded = self.manner.and_then(|manner| Expanded::of(written.text, manner, scope).ok());
        let expanded = expanded.filter(|expanded| expanded.has_variables).map(|expanded| cut(&expanded.text()));
        let Span { start, end } = written.span;
        Wanted { kind: written.kind.map(str::to_owned), text: cut(written.text), expanded, start, end }
    }

    /// The value of the request with which a wanted one agrees longest.
    fn nearest(&self, written: &Written<'_>, scope: Scope<'_>) -> Option<(usize, Agreement)> {
        let manner = self.manner?;
        let expanded = Expanded::of(written.text, manner, scope).ok()?;
        let agreements = self.got.iter().take(VALUES).map(|got| expanded.agreement(got, manner)).enumerate();
        agreements.reduce(|best, next| if next.1.length > best.1.length { next } else { best })
    }
}

fn difference(got: usize, agreement: Agreement) -> Option<Difference> {
    let CharDifference { wanted_at, letter_case } = agreement.difference?;
    Some(Difference { got, at: agreement.length, wanted_at, letter_case })
}

/// The text, or its beginning and an ellipsis.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        None => text.to_owned(),
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
    }
}
