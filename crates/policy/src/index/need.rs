//! What a request must look like for a statement to be worth comparing with it.

use super::fragments::Fragments;
use super::prefixes::END;
use crate::condition::{Condition, Screen};
use crate::statement::Statement;

/// A statement with more pairs of an action and a resource is found by its actions, and by what its resources have in
/// common, so that the index stays as large as the documents.
const MAX_PAIRS: usize = 64;

/// No more than so many bytes of a text are looked at to find a statement.
const MAX_LENGTH: usize = 256;

/// One way in which the texts begin that an element covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Beginning {
    bytes: Vec<u8>,
    /// What they hold besides.
    fragments: Fragments,
}

impl Beginning {
    /// They may be anything.
    pub(crate) const ANY: Self = Self { bytes: Vec::new(), fragments: Fragments::NONE };

    /// They begin with this text, or are equal to it.
    pub(crate) fn new(text: String, is_whole: bool) -> Self {
        let mut bytes = text.into_bytes();
        bytes.extend(is_whole.then_some(END));
        bytes.truncate(MAX_LENGTH);
        Self { bytes, fragments: Fragments::NONE }
    }

    /// The same, for texts that hold all of these fragments.
    pub(crate) fn with(self, fragments: Fragments) -> Self {
        Self { fragments, ..self }
    }

    /// What the texts begin with; [`END`] stands for their end.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the texts hold besides.
    pub(super) fn fragments(&self) -> Fragments {
        self.fragments
    }

    /// What both have in common.
    fn or(mut self, other: &Self) -> Self {
        let common = self.bytes.iter().zip(&other.bytes).take_while(|(one, other)| one == other).count();
        self.bytes.truncate(common);
        Self { fragments: self.fragments & other.fragments, ..self }
    }
}

/// The ways in which a request's action and resource may begin, of which no two fit the same request, and what its condition
/// keys must look like.
pub(super) struct Need<'a> {
    pub(super) actions: Vec<Beginning>,
    pub(super) resources: Vec<Beginning>,
    pub(super) screen: Option<Screen<'a>>,
}

impl<'a> Need<'a> {
    pub(super) fn of(statement: &'a Statement) -> Self {
        let elements = statement.elements();
        let actions = distinct(elements.action.and_then(|action| Some(action.beginnings()?.collect())));
        let mut resources = distinct(elements.resource.and_then(|resource| Some(resource.beginnings()?.collect())));
        if actions.len().saturating_mul(resources.len()) > MAX_PAIRS {
            resources = resources.into_iter().reduce(|one, other| one.or(&other)).into_iter().collect();
        }
        Self { actions, resources, screen: elements.conditions.iter().find_map(Condition::screen) }
    }

    /// Every action with every resource.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Beginning, &Beginning)> {
        self.actions.iter().flat_map(|action| self.resources.iter().map(move |resource| (action, resource)))
    }
}

/// Without those that begin with another one.
fn distinct(beginnings: Option<Vec<Beginning>>) -> Vec<Beginning> {
    let mut beginnings = beginnings.unwrap_or_else(|| vec![Beginning::ANY]);
    beginnings.sort_unstable();
    beginnings.dedup_by(|next, kept| {
        let repeats = next.bytes.starts_with(&kept.bytes);
        if repeats {
            kept.fragments = kept.fragments & next.fragments;
        }
        repeats
    });
    beginnings
}
