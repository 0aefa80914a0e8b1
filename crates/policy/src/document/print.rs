//! A document back to JSON, in one layout: AWS's order of elements, two spaces for each level, lists of one as the one.

use super::ast::{ConditionElement, Document, ListElement, PrincipalElement, Principals, Spanned, Statement, Version};
use super::ast::{Effect, PrincipalEntry};
use super::json::write_string;

/// The canonical text. [`super::parse`] of it gives `document` again, but for the places.
///
/// Principals of one type are brought together, and so are the keys of one operator.
pub fn print(document: &Document) -> String {
    let mut out = Printer { text: String::with_capacity(256), depth: 0 };
    out.block('{', '}', &members(document), |out, member| match member {
        Member::Version(version) => out.member("Version", |out| out.string(version_text(*version))),
        Member::Id(id) => out.member("Id", |out| out.string(id)),
        Member::Statement(list) => out.member("Statement", |out| out.block('[', ']', list, Printer::statement)),
    });
    out.text.push('\n');
    out.text
}

enum Member<'d> {
    Version(Version),
    Id(&'d str),
    Statement(&'d [Statement]),
}

fn members(document: &Document) -> Vec<Member<'_>> {
    let version = document.version.map(Member::Version);
    let id = document.id.as_ref().map(|id| Member::Id(&id.value));
    version.into_iter().chain(id).chain([Member::Statement(&document.statements)]).collect()
}

fn version_text(version: Version) -> &'static str {
    match version {
        Version::V2008 => "2008-10-17",
        Version::V2012 => "2012-10-17",
    }
}

/// One element of a statement, in the order printed.
enum Part<'d> {
    Sid(&'d str),
    Effect(Effect),
    Principal(&'d PrincipalElement),
    Action(&'d ListElement),
    Resource(&'d ListElement),
    Condition(&'d [ConditionElement]),
}

fn parts(statement: &Statement) -> Vec<Part<'_>> {
    let condition = (!statement.conditions.is_empty()).then_some(Part::Condition(&statement.conditions));
    let mut parts = vec![Part::Effect(statement.effect)];
    parts.extend(statement.principal.as_ref().map(Part::Principal));
    parts.extend(statement.action.as_ref().map(Part::Action));
    parts.extend(statement.resource.as_ref().map(Part::Resource));
    parts.extend(condition);
    if let Some(sid) = &statement.sid {
        parts.insert(0, Part::Sid(&sid.value));
    }
    parts
}

struct Printer {
    text: String,
    depth: usize,
}

impl Printer {
    /// An object or array with an item on each line; an empty one on the same line.
    fn block<T>(&mut self, open: char, close: char, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.text.push(open);
        self.depth += 1;
        for (at, one) in items.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.new_line();
            item(self, one);
        }
        self.depth -= 1;
        if !items.is_empty() {
            self.new_line();
        }
        self.text.push(close);
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn member(&mut self, key: &str, value: impl FnOnce(&mut Self)) {
        self.string(key);
        self.text.push_str(": ");
        value(self);
    }

    fn string(&mut self, text: &str) {
        write_string(&mut self.text, text);
    }

    fn strings(&mut self, values: &[&Spanned<Box<str>>]) {
        match values {
            [one] => self.string(&one.value),
            _ => self.block('[', ']', values, |out, value| out.string(&value.value)),
        }
    }

    fn statement(&mut self, statement: &Statement) {
        self.block('{', '}', &parts(statement), |out, part| match part {
            Part::Sid(sid) => out.member("Sid", |out| out.string(sid)),
            Part::Effect(Effect::Allow) => out.member("Effect", |out| out.string("Allow")),
            Part::Effect(Effect::Deny) => out.member("Effect", |out| out.string("Deny")),
            Part::Principal(element) => {
                let key = if element.negated { "NotPrincipal" } else { "Principal" };
                out.member(key, |out| out.principals(&element.principals));
            }
            Part::Action(element) => out.list(if element.negated { "NotAction" } else { "Action" }, element),
            Part::Resource(element) => out.list(if element.negated { "NotResource" } else { "Resource" }, element),
            Part::Condition(conditions) => out.member("Condition", |out| out.conditions(conditions)),
        });
    }

    fn list(&mut self, key: &str, element: &ListElement) {
        let values: Vec<_> = element.values.iter().collect();
        self.member(key, |out| out.strings(&values));
    }

    fn principals(&mut self, principals: &Principals) {
        match principals {
            Principals::Everyone(_) => self.string("*"),
            Principals::Listed(entries) => {
                let by_kind = grouped(entries, |a: &PrincipalEntry, b| a.kind == b.kind);
                self.block('{', '}', &by_kind, |out, group| {
                    let values: Vec<_> = group.iter().map(|entry| &entry.value).collect();
                    let name = group.first().map_or("", |entry| entry.kind.name());
                    out.member(name, |out| out.strings(&values));
                });
            }
        }
    }

    fn conditions(&mut self, conditions: &[ConditionElement]) {
        let by_operator = grouped(conditions, |a: &ConditionElement, b| a.operator.value == b.operator.value);
        self.block('{', '}', &by_operator, |out, group| {
            let name = group.first().map_or(String::new(), |element| element.operator.value.to_string());
            out.member(&name, |out| {
                out.block('{', '}', group, |out, element| {
                    let values: Vec<_> = element.values.iter().collect();
                    out.member(&element.key.value, |out| out.strings(&values));
                });
            });
        });
    }
}

/// The items that belong together, groups in the order in which they first occur.
fn grouped<T>(items: &[T], together: impl Fn(&T, &T) -> bool) -> Vec<Vec<&T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for item in items {
        // The last group first: what was parsed is in order, and then this looks at one group only.
        match groups.iter_mut().rev().find(|group| group.first().is_some_and(|first| together(first, item))) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}
