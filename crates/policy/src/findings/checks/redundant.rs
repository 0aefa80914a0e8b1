//! Values of a list that another value of the list covers.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use std::collections::HashMap;

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{remove, shown};
use super::super::effort::Effort;
use super::super::glob::Glob;
use super::super::resource_glob::ResourceGlob;
use super::super::view::StatementView;
use crate::document::ast::{ListElement, Spanned};

pub(super) const CHECKS: &[Check] = &[
    Check::suggestion("REDUNDANT_ACTION", Look::Statement(actions), "another value covers an action"),
    Check::suggestion("REDUNDANT_RESOURCE", Look::Statement(resources), "another value covers a resource"),
];

fn actions(view: &StatementView<'_>, hits: &mut Hits) {
    let Some(element) = &view.statement.action else { return };
    let text = |value: &str| value.to_ascii_lowercase();
    let patterns: Vec<Glob> = element.values.iter().map(|value| Glob::action(&value.value)).collect();
    let list = List { element, patterns: &patterns, text, service: |text| text.split(':').next() };
    list.look(view, Glob::is_literal, Glob::covers, hits);
}

fn resources(view: &StatementView<'_>, hits: &mut Hits) {
    let Some(element) = &view.statement.resource else { return };
    let read = |value: &Spanned<Box<str>>| ResourceGlob::read(&value.value, view.of.version());
    let patterns: Vec<ResourceGlob> = element.values.iter().map(read).collect();
    let list = List { element, patterns: &patterns, text: str::to_owned, service: |text| text.split(':').nth(2) };
    list.look(view, ResourceGlob::is_literal, ResourceGlob::covers, hits);
}

/// The values of an element.
struct List<'v, P> {
    element: &'v ListElement,
    /// One for each value.
    patterns: &'v [P],
    /// What two values have in common that mean the same.
    text: fn(&str) -> String,
    /// The service of such a text.
    service: fn(&str) -> Option<&str>,
}

impl<P> List<'_, P> {
    fn look(
        &self,
        view: &StatementView<'_>,
        is_literal: impl Fn(&P) -> bool,
        covers: impl Fn(&P, &P, &Effort) -> bool,
        hits: &mut Hits,
    ) {
        let (values, effort) = (self.element.values.as_slice(), &view.of.effort);
        let texts: Vec<String> = values.iter().map(|value| (self.text)(&value.value)).collect();
        // Only what has wildcards covers what is written differently, and only what is of the same service or of all.
        let mut wide: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, (text, pattern)) in texts.iter().zip(self.patterns).enumerate() {
            if !is_literal(pattern) {
                wide.entry(self.service_or_all(text)).or_default().push(index);
            }
        }
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (index, (value, text)) in values.iter().zip(&texts).enumerate() {
            let same = *first.entry(text).or_insert(index);
            let candidates =
                || [ALL, self.service_or_all(text)].into_iter().filter_map(|service| wide.get(service)).flatten();
            let by = if same < index {
                Some(same)
            } else {
                let open = candidates().copied().take_while(|_| !effort.was_exceeded());
                self.covering(index, open, |wide, narrow| covers(wide, narrow, effort))
            };
            if let Some(other) = by.and_then(|by| values.get(by)) {
                let message = format!("{} is covered by {}", shown(&value.value), shown(&other.value));
                hits.push(Hit::new(value.span, message).with(remove(view.of.text, value.span, "leave it out")));
            }
        }
    }

    fn service_or_all<'t>(&self, text: &'t str) -> &'t str {
        (self.service)(text).filter(|service| !service.contains('*')).unwrap_or(ALL)
    }

    /// The first candidate that covers the pattern with a number. Of two that cover each other the first stays.
    fn covering(
        &self,
        index: usize,
        mut candidates: impl Iterator<Item = usize>,
        covers: impl Fn(&P, &P) -> bool,
    ) -> Option<usize> {
        let pattern = self.patterns.get(index)?;
        candidates.find(|other| {
            let wide = self.patterns.get(*other).filter(|_| *other != index);
            wide.is_some_and(|wide| covers(wide, pattern) && (*other < index || !covers(pattern, wide)))
        })
    }
}

/// Stands for all services.
const ALL: &str = "*";
