//! Statements that another statement makes needless, or keeps from ever taking effect.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{remove, shown};
use super::super::extent::Extent;
use super::super::view::DocumentView;
use crate::document::ast::{Effect, Statement};

pub(super) const CHECKS: &[Check] = &[
    Check::suggestion(
        "REDUNDANT_STATEMENT",
        Look::Document(redundant),
        "another statement of the same effect covers a statement",
    ),
    Check::warning(
        "UNREACHABLE_STATEMENT",
        Look::Document(unreachable),
        "a statement that denies without a condition covers one that allows",
    )
    .ours(),
];

/// Finds a statement by which each is covered, among those that `candidates` takes.
fn look(
    view: &DocumentView<'_>,
    hits: &mut Hits,
    is_candidate: impl Fn(&Extent<'_>, &Extent<'_>) -> bool,
    message: impl Fn(&str) -> String,
) {
    let statements = view.document.statements.as_slice();
    if statements.len() < 2 {
        return;
    }
    let extents: Vec<Extent<'_>> = statements.iter().map(|statement| Extent::of(statement, view.version())).collect();
    for (index, extent) in extents.iter().enumerate() {
        let others = extents.iter().enumerate().filter(|(other, _)| *other != index);
        let by = others.take_while(|_| view.effort.spend(1)).find(|(other, wide)| {
            let is_later = *other > index;
            is_candidate(wide, extent)
                && wide.covers(extent, &view.effort)
                // Of two that cover each other the first stays.
                && !(is_later && is_candidate(extent, wide) && extent.covers(wide, &view.effort))
        });
        if let Some((by, _)) = by {
            let place = named(by, statements.get(by));
            let fix = remove(view.text, extent.statement.span, "leave it out");
            hits.push(Hit::new(extent.statement.span, message(&place)).with(fix));
        }
    }
}

fn named(index: usize, statement: Option<&Statement>) -> String {
    let sid = statement.and_then(|statement| statement.sid.as_ref()).filter(|sid| !sid.value.is_empty());
    sid.map_or_else(|| format!("statement {}", index + 1), |sid| format!("the statement {}", shown(&sid.value)))
}

fn redundant(view: &DocumentView<'_>, hits: &mut Hits) {
    let same_effect = |wide: &Extent<'_>, narrow: &Extent<'_>| {
        wide.statement.effect == narrow.statement.effect && wide.is_under_conditions_of(narrow, &view.effort)
    };
    look(view, hits, same_effect, |place| format!("this says nothing that {place} does not say"));
}

fn unreachable(view: &DocumentView<'_>, hits: &mut Hits) {
    let denies = |wide: &Extent<'_>, narrow: &Extent<'_>| {
        wide.statement.effect == Effect::Deny
            && wide.statement.conditions.is_empty()
            && narrow.statement.effect == Effect::Allow
    };
    look(view, hits, denies, |place| format!("this allows nothing, as {place} denies all of it"));
}
