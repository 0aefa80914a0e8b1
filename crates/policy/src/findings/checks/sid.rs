//! `Sid`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>

use std::collections::HashSet;

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{remove, shown};
use super::super::raw::span_of;
use super::super::view::{DocumentView, StatementView};

pub(super) const CHECKS: &[Check] = &[
    Check::suggestion("EMPTY_SID_VALUE", Look::Statement(empty), "a `Sid` is empty"),
    Check::warning("UNIQUE_SIDS_RECOMMENDED", Look::Document(unique), "two statements have the same `Sid`"),
];

fn empty(view: &StatementView<'_>, hits: &mut Hits) {
    let Some(sid) = view.statement.sid.as_ref().filter(|sid| sid.value.is_empty()) else { return };
    let member = view.of.raw.of_statement(view.index, "Sid");
    let fix = member.map(|member| remove(view.of.text, span_of(member), "leave it out"));
    hits.push(Hit::new(sid.span, "an empty `Sid` names nothing").with(fix));
}

/// The kinds of policies where this is an error are refused before.
fn unique(view: &DocumentView<'_>, hits: &mut Hits) {
    let mut seen = HashSet::new();
    let sids = view.document.statements.iter().filter_map(|statement| statement.sid.as_ref());
    for sid in sids.filter(|sid| !sid.value.is_empty()) {
        if !seen.insert(&*sid.value) {
            hits.push(Hit::new(sid.span, format!("an earlier statement has the `Sid` {} too", shown(&sid.value))));
        }
    }
}
