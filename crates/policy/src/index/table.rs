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
        let mut actions = self.actions.of(asked.action).peekable();
        actions.peek()?;
        let resources = self.resources.of(resource(asked));
        let mut search = Search { table: self, asked, probe: None, top, best: None, end: u32::MAX };
        for cells in actions.filter_map(|action| self.rows.get(action as usize)).map(|row| row.of(&self.cells)) {
            for resource in resources.clone() {
                let cell = cells.binary_search_by_key(&resource, |cell| cell.resource);
                if let Some(cell) = cell.ok().and_then(|cell| cells.get(cell)) {
                    search.compare(cell.entries.of(&self.entries), &rank);
                }
            }
        }
        let (rank, Reverse(statement)) = search.best?;
        Some((rank, self.place(statement)?))
    }

    fn place(&self, statement: u32) -> Option<Place> {
        self.places.get(statement as usize).copied()
    }
}

/// A search for the best statement, under way.
struct Search<'a, R> {
    table: &'a Table,
    asked: &'a Asked<'a>,
    probe: Option<Probe<'a>>,
    top: R,
    /// The best so far.
    best: Option<(R, Reverse<u32>)>,
    /// No statement from here on is better.
    end: u32,
}

impl<R: Ord + Copy> Search<'_, R> {
    /// Compares the statements of one cell.
    fn compare(&mut self, entries: &[Entry], rank: impl Fn(Place) -> Option<R>) {
        let probe = self.probe.get_or_insert_with(|| Probe::new(self.asked, &self.table.slots));
        for entry in entries {
            if entry.statement >= self.end {
                break;
            }
            if !probe.admits(entry) {
                continue;
            }
            let Some(rank) = self.table.place(entry.statement).and_then(&rank) else { continue };
            self.best = self.best.max(Some((rank, Reverse(entry.statement))));
            if rank == self.top {
                self.end = entry.statement;
            }
        }
    }
}
