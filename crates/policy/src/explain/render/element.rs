//! The rows of one element: a mark, what it is, what is wanted, what the request has, and where they part.

use std::fmt;

use super::line::{WIDTH, window, write_line};
use crate::explain::report::{Cause, Difference, ElementReport, StatementReport, Verdict, Wanted};

/// Before the mark.
const INDENT: usize = 6;

/// The widest name of an element.
const WIDEST: usize = 44;

/// The characters that are kept in view before the first difference.
const BEFORE: usize = 40;

/// The layout of a statement's elements.
pub(super) struct Rows {
    /// The width of the names.
    names: usize,
    /// Whether what the request has is shown even where nothing is wrong.
    in_full: bool,
}

impl Rows {
    pub(super) fn of(statement: &StatementReport) -> Self {
        let names = statement.elements.iter().map(|element| name(element).chars().count()).max().unwrap_or_default();
        Self { names: names.min(WIDEST), in_full: statement.holds }
    }

    pub(super) fn write(&self, element: &ElementReport, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wanted = self.wanted(element);
        let mut first = wanted.first().map_or(String::new(), Clone::clone);
        let brief = !element.blocks && !self.in_full;
        if brief && wanted.len() > 1 {
            first += " …";
        }
        let mark = match element.verdict {
            Verdict::Holds => '✓',
            Verdict::Fails => '✗',
            Verdict::Undecidable => '?',
        };
        let name = shortened(&name(element), self.names);
        write_line(f, &format!("{:INDENT$}{mark} {name:width$}  {first}", "", width = self.names))?;
        if brief {
            return Ok(());
        }
        for row in wanted.iter().skip(1) {
            self.row(row, f)?;
        }
        self.got(element, f)?;
        match element.cause {
            // These are seen.
            None | Some(Cause::NoMatch | Cause::KeyMissing) => Ok(()),
            Some(cause) => self.row(&cause_row(cause, element), f),
        }
    }

    fn row(&self, text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(f, &format!("{:width$}{text}", "", width = self.start()))
    }

    /// Where the rows' texts begin.
    fn start(&self) -> usize {
        INDENT + 2 + self.names + 2
    }

    /// The room for a value behind its label.
    fn room(&self) -> usize {
        WIDTH.saturating_sub(self.start() + LABEL)
    }

    /// How much of a text is left out before the first difference, which is there.
    fn hidden(&self, at: Option<usize>) -> usize {
        at.map_or(0, |at| if at + BEFORE / 2 < self.room() { 0 } else { at.saturating_sub(BEFORE) })
    }

    fn wanted(&self, element: &ElementReport) -> Vec<String> {
        let mut rows = Vec::new();
        let pointed = pointed(element);
        let difference = self.hidden(pointed.map(|difference| difference.wanted_at));
        for (index, wanted) in element.wanted.iter().enumerate() {
            let (label, hidden) = if index == 0 { ("want", difference) } else { ("or", 0) };
            let Wanted { kind, text, expanded, .. } = wanted;
            let text = match kind {
                Some(kind) if pointed.is_none() || index > 0 => format!("{kind} {text}"),
                _ => text.clone(),
            };
            rows.push(self.labelled(label, &text, if expanded.is_none() { hidden } else { 0 }));
            rows.extend(expanded.as_ref().map(|expanded| self.labelled("i.e.", expanded, hidden)));
        }
        if element.more_wanted > 0 {
            rows.push(labelled("or", &format!("{} more", element.more_wanted)));
        }
        rows
    }

    fn got(&self, element: &ElementReport, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if element.key_missing {
            return self.row(&labelled("got", "key absent"), f);
        }
        let nearest = element.difference.map_or(0, |difference| difference.got);
        if let Some(got) = element.got.get(nearest) {
            let hidden = self.hidden(pointed(element).map(|difference| difference.at));
            self.row(&self.labelled("got", got, hidden), f)?;
            self.caret(element, got, f)?;
        }
        for (_, got) in element.got.iter().enumerate().filter(|(index, _)| *index != nearest) {
            self.row(&self.labelled("and", got, 0), f)?;
        }
        match element.more_got {
            0 => Ok(()),
            more => self.row(&labelled("and", &format!("{more} more")), f),
        }
    }

    fn caret(&self, element: &ElementReport, got: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(difference) = pointed(element) else { return Ok(()) };
        let column = difference.at - self.hidden(Some(difference.at)).min(difference.at);
        let is_shown = difference.at <= got.chars().count() && column < self.room();
        if !is_shown {
            return Ok(());
        }
        let note = if difference.letter_case { " letter case" } else { "" };
        self.row(&labelled("", &format!("{:column$}^{note}", "")), f)
    }

    fn labelled(&self, label: &str, text: &str, hidden: usize) -> String {
        labelled(label, &window(text, hidden, self.room()))
    }
}

/// The difference, if it is one to point at: where nothing agrees, there is none.
fn pointed(element: &ElementReport) -> Option<Difference> {
    element.difference.filter(|difference| difference.at > 0 || difference.letter_case)
}

/// The width of `want`, `got` and so on, with the space behind.
const LABEL: usize = 6;

fn labelled(label: &str, text: &str) -> String {
    format!("{label:LABEL$}{text}")
}

/// A name without its middle, if it is too long: keys differ in their ends.
fn shortened(name: &str, width: usize) -> String {
    let length = name.chars().count();
    if length <= width {
        return window(name, 0, width);
    }
    let start = name.split_once(' ').map_or(0, |(operator, _)| operator.chars().count() + 1).min(width / 2);
    name.chars().take(start).collect::<String>() + &window(name, length - (width - start).min(length), width - start)
}

fn name(element: &ElementReport) -> String {
    match (&element.operator, &element.key) {
        (Some(operator), Some(key)) => format!("{operator} {key}"),
        _ => format!("{:?}", element.element),
    }
}

fn cause_row(cause: Cause, element: &ElementReport) -> String {
    match &element.variable {
        Some(variable) => format!("{cause}: {variable}"),
        None => cause.to_string(),
    }
}
