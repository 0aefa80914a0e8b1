//! Making a table.

use super::need::{Beginning, Need};
use super::prefixes::Prefixes;
use super::probe::{NO_SLOT, SLOTS};
use super::span::Span;
use super::table::{Cell, Entry, Place, Slot, Table};
use crate::condition::{Bits, Screen};
use crate::statement::Statement;

/// One entry, with the numbers of the action and the resource that it stands under.
struct Row {
    action: u32,
    resource: u32,
    entry: Entry,
}

/// The table of these statements; `None` if there are too many to be counted.
pub(super) fn table<'a>(statements: impl Iterator<Item = (Place, &'a Statement)>) -> Option<Table> {
    let (places, needs): (Vec<Place>, Vec<Need<'_>>) =
        statements.map(|(place, statement)| (place, Need::of(statement))).unzip();
    let actions = texts(needs.iter().flat_map(|need| &need.actions));
    let resources = texts(needs.iter().flat_map(|need| &need.resources));
    let mut slots = Vec::new();
    let mut sorted = Vec::new();
    for (statement, need) in (0..).zip(&needs) {
        let (slot, value) = need.screen.map_or((NO_SLOT, Bits::ANY), |screen| (slot(&mut slots, screen), screen.bits));
        for (action, resource) in need.pairs() {
            let entry = Entry { statement, resource: resource.fragments(), slot, value };
            sorted.push(Row { action: number(&actions, action)?, resource: number(&resources, resource)?, entry });
        }
    }
    sorted.sort_unstable_by_key(|row| (row.action, row.resource, row.entry.statement));
    let (rows, cells) = spans(&sorted)?;
    Some(Table {
        actions: Prefixes::new(&actions)?,
        resources: Prefixes::new(&resources)?,
        rows: rows.into(),
        cells: cells.into(),
        entries: sorted.iter().map(|row| row.entry).collect(),
        places: places.into(),
        slots: slots.into(),
    })
}

/// In order and without repetition.
fn texts<'a>(beginnings: impl Iterator<Item = &'a Beginning>) -> Vec<&'a [u8]> {
    let mut texts: Vec<&[u8]> = beginnings.map(Beginning::bytes).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn number(texts: &[&[u8]], beginning: &Beginning) -> Option<u32> {
    texts.binary_search(&beginning.bytes()).ok().and_then(|number| u32::try_from(number).ok())
}

/// The slot of the screen's key, made if it is not there; none once there are as many as a probe remembers.
fn slot(slots: &mut Vec<Slot>, screen: Screen<'_>) -> u32 {
    let of_screen = |slot: &Slot| slot.view == screen.view && slot.key.is_written_as(screen.key);
    let known = slots.iter().position(of_screen);
    let number = 1 + known.unwrap_or(slots.len());
    if number >= SLOTS {
        return NO_SLOT;
    }
    if known.is_none() {
        slots.push(Slot { key: screen.key.clone(), view: screen.view });
    }
    u32::try_from(number).unwrap_or(NO_SLOT)
}

/// Of each action its cells, and of each cell its entries.
fn spans(sorted: &[Row]) -> Option<(Vec<Span>, Vec<Cell>)> {
    let (mut rows, mut cells, mut entries) = (Vec::new(), Vec::new(), 0);
    for of_action in sorted.chunk_by(|one, other| one.action == other.action) {
        let first = cells.len();
        for of_cell in of_action.chunk_by(|one, other| one.resource == other.resource) {
            let resource = of_cell.first()?.resource;
            cells.push(Cell { resource, entries: Span::new(entries, entries + of_cell.len())? });
            entries += of_cell.len();
        }
        rows.push(Span::new(first, cells.len())?);
    }
    Some((rows, cells))
}
