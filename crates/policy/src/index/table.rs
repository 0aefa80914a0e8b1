//! The statements of one effect, by action and resource.

use std::cmp::Reverse;

use super::fragments::Fragments;
use super::prefixes::Prefixes;
use super::probe::{Probe, resource};
use super::span::Span;
use crate::asked::Asked;
use crate::condition::{Bits, View};
use crate::context::Key;

/// Where a statement stands: the number of its policy in the set, and its own among those of its effect there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) policy: u32,
    pub(crate) statement: u32,
}

/// The statements by what their actions begin with and, for each of these beginnings, by what their resources begin with.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) actions: Prefixes,
    pub(super) resources: Prefixes,
    /// Of each action its cells.
    pub(super) rows: Box<[Span]>,
    /// In order of actions, then resources.
    pub(super) cells: Box<[Cell]>,
    /// In order of cells, then statements.
    pub(super) entries: Box<[Entry]>,
    /// Of each statement by its number.
    pub(super) places: Box<[Place]>,
    pub(super) slots: Box<[Slot]>,
}

/// The statements with one action and one resource.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) resource: u32,
    pub(super) entries: Span,
}

/// One statement in one cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The number of the statement among all in the table.
    pub(super) statement: u32,
    /// What the resource must hold.
    pub(super) resource: Fragments,
    /// The condition key to look at.
    pub(super) slot: u32,
    /// What that must look like.
    pub(super) value: Bits,
}

/// A condition key and the way of looking at it.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) key: Key,
    pub(super) view: View,
}

impl Table {
    /// Of the statements that have a rank the first of the highest rank; none has a higher one than `top`.
    pub(super) fn best<R: Ord + Copy>(
        &self,
        asked: &Asked<'_>,
        top: R,
        rank: impl Fn(Place) -> Option<R>,
    ) -> Option<(R, Place)> {
        let mut lists = self.lists(asked).peekable();
        lists.peek()?;
        let mut probe = Probe::new(asked, &self.slots);
        let mut best: Option<(R, Reverse<u32>)> = None;
        let mut end = u32::MAX;
        for entries in lists {
            for entry in entries {
                if entry.statement >= end {
                    break;
                }
                if !probe.admits(entry) {
                    continue;
                }
                let Some(rank) = self.place(entry.statement).and_then(&rank) else { continue };
                best = best.max(Some((rank, Reverse(entry.statement))));
                if rank == top {
                    end = entry.statement;
                }
            }
        }
        best.and_then(|(rank, Reverse(statement))| Some((rank, self.place(statement)?)))
    }

    /// The statements whose action and resource begin like those of the request; in each list in order.
    fn lists<'t>(&'t self, asked: &Asked<'_>) -> impl Iterator<Item = &'t [Entry]> {
        let mut actions = self.actions.of(asked.action).peekable();
        let resources = actions.peek().map(|_| self.resources.of(resource(asked)));
        let rows = actions.filter_map(|action| Some(self.rows.get(action as usize)?.of(&self.cells)));
        rows.flat_map(move |cells| {
            resources.clone().into_iter().flatten().filter_map(|resource| {
                let cell = cells.binary_search_by_key(&resource, |cell| cell.resource).ok()?;
                Some(cells.get(cell)?.entries.of(&self.entries))
            })
        })
    }

    fn place(&self, statement: u32) -> Option<Place> {
        self.places.get(statement as usize).copied()
    }
}
