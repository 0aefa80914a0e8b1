//! The documents that an explanation quotes, read again from their texts.

use std::cell::Cell;
use std::collections::HashMap;

use super::report::Place;
use crate::document::ast::{Document, Effect, Span, Statement, Version};
use crate::document::{Position, parse};
use crate::policy::Policy;
use crate::sets::{Member, PolicySet};

/// The documents of all members that have a text.
#[derive(Debug, Default)]
pub(super) struct Sources<'a>(HashMap<*const Member, Source<'a>>);

/// A document and its text.
#[derive(Debug)]
pub(super) struct Source<'a> {
    text: &'a str,
    document: Document,
    /// The last place looked up, from where the next is counted: places are mostly looked up in order.
    last: Cell<(u32, Position)>,
}

impl<'a> Sources<'a> {
    /// Reads the members of `set`. A text that is not that of its policy is as good as none.
    pub(super) fn read(&mut self, set: &'a PolicySet) {
        for member in set.members() {
            let key = std::ptr::from_ref(member);
            if self.0.contains_key(&key) {
                continue;
            }
            let source = member.text().and_then(|text| Source::read(text, member.policy()));
            self.0.extend(source.map(|source| (key, source)));
        }
    }

    pub(super) fn of(&self, member: &Member) -> Option<&Source<'a>> {
        self.0.get(&std::ptr::from_ref(member))
    }
}

impl<'a> Source<'a> {
    fn read(text: &'a str, policy: &Policy) -> Option<Self> {
        let document = parse(text).ok()?;
        let start = (0, Position { line: 1, column: 1 });
        fits(&document, policy).then_some(Self { text, document, last: Cell::new(start) })
    }

    /// The statements of this effect, with their indexes.
    pub(super) fn statements(&self, effect: Effect) -> impl Iterator<Item = (usize, &Statement)> {
        self.document.statements.iter().enumerate().filter(move |(_, statement)| statement.effect == effect)
    }

    pub(super) fn statement(&self, index: usize) -> Option<&Statement> {
        self.document.statements.get(index)
    }

    pub(super) fn version(&self) -> Version {
        self.document.version.unwrap_or(Version::V2008)
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let Position { line, column } = self.position(span.start);
        Place { start: span.start, end: span.end, line, column }
    }

    fn position(&self, offset: u32) -> Position {
        let (from, known) = self.last.get();
        let ahead = offset.checked_sub(from).zip(usize::try_from(from).ok().and_then(|from| self.text.get(from..)));
        let position = match ahead.map(|(by, rest)| Position::of(rest, by)) {
            Some(Position { line: 1, column }) => Position { column: known.column + column - 1, ..known },
            Some(below) => Position { line: known.line + below.line - 1, column: below.column },
            None => Position::of(self.text, offset),
        };
        self.last.set((offset, position));
        position
    }
}

/// Whether `policy` may have been compiled from `document`.
fn fits(document: &Document, policy: &Policy) -> bool {
    let matching = |effect| {
        policy.statements(effect).iter().all(|compiled| {
            let written = document.statements.get(compiled.index());
            written.is_some_and(|written| {
                written.effect == effect && written.conditions.len() == compiled.elements().conditions.len()
            })
        })
    };
    let denies = document.statements.iter().filter(|statement| statement.effect == Effect::Deny).count();
    matching(Effect::Allow) && matching(Effect::Deny) && denies == policy.statements(Effect::Deny).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::principal::Bindings;

    #[test]
    fn places_are_the_same_in_any_order() {
        let text = "{\n \"Statement\":\n  [{\"Effect\": \"Deny\", \"Sid\": \"é\",\n\n \"Action\": \"*\", \"Resource\": \"*\"}]}";
        let policy = Policy::compile(&parse(text).unwrap(), Bindings::ByArn);
        let source = Source::read(text, &policy).unwrap();
        let offsets = text.char_indices().map(|(at, _)| u32::try_from(at).unwrap());
        let forth: Vec<_> = offsets.clone().collect();
        let back: Vec<_> = offsets.rev().collect();
        for offset in forth.into_iter().chain(back) {
            assert_eq!(source.position(offset), Position::of(text, offset), "{offset}");
        }
    }
}
