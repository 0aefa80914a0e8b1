//! For which requests a statement is, and whether those of another are among them.

use super::effort::Effort;
use super::glob::Glob;
use super::resource_glob::ResourceGlob;
use crate::document::ast::{
    ConditionElement, ListElement, PrincipalElement, PrincipalKind, Principals, Statement, Version,
};

/// A statement with its patterns read.
#[derive(Debug)]
pub(super) struct Extent<'d> {
    pub(super) statement: &'d Statement,
    actions: Option<Patterns<Glob>>,
    resources: Option<Patterns<ResourceGlob>>,
}

/// The patterns of an element.
#[derive(Debug)]
struct Patterns<P> {
    negated: bool,
    each: Vec<P>,
}

/// What patterns of actions and of resources have in common.
trait Pattern: Sized {
    fn covers(&self, other: &Self, effort: &Effort) -> bool;
    fn is_apart_from(&self, other: &Self, effort: &Effort) -> bool;
    fn is_everything(&self) -> bool;
}

impl Pattern for Glob {
    fn covers(&self, other: &Self, effort: &Effort) -> bool {
        self.covers(other, effort)
    }

    fn is_apart_from(&self, other: &Self, effort: &Effort) -> bool {
        self.is_apart_from(other, effort)
    }

    fn is_everything(&self) -> bool {
        self.is_everything()
    }
}

impl Pattern for ResourceGlob {
    fn covers(&self, other: &Self, effort: &Effort) -> bool {
        self.covers(other, effort)
    }

    fn is_apart_from(&self, other: &Self, effort: &Effort) -> bool {
        self.is_apart_from(other, effort)
    }

    fn is_everything(&self) -> bool {
        *self == Self::Any
    }
}

impl<P: Pattern> Patterns<P> {
    fn read(element: &ListElement, read: impl Fn(&str) -> P) -> Self {
        Self { negated: element.negated, each: element.values.iter().map(|value| read(&value.value)).collect() }
    }

    fn covers(&self, other: &Self, effort: &Effort) -> bool {
        let covers =
            |wide: &[P], narrow: &[P]| narrow.iter().all(|narrow| wide.iter().any(|wide| wide.covers(narrow, effort)));
        match (self.negated, other.negated) {
            (false, false) => covers(&self.each, &other.each),
            (true, true) => covers(&other.each, &self.each),
            (true, false) => other
                .each
                .iter()
                .all(|included| self.each.iter().all(|excepted| excepted.is_apart_from(included, effort))),
            (false, true) => self.each.iter().any(P::is_everything),
        }
    }
}

impl<'d> Extent<'d> {
    pub(super) fn of(statement: &'d Statement, version: Version) -> Self {
        let actions = statement.action.as_ref().map(|element| Patterns::read(element, Glob::action));
        let read = |value: &str| ResourceGlob::read(value, version);
        let resources = statement.resource.as_ref().map(|element| Patterns::read(element, read));
        Self { statement, actions, resources }
    }

    /// Whether the statement matches all requests that the other's principals, actions and resources match, conditions
    /// aside.
    pub(super) fn covers(&self, other: &Self, effort: &Effort) -> bool {
        covers_optional(self.actions.as_ref(), other.actions.as_ref(), effort)
            && covers_optional(self.resources.as_ref(), other.resources.as_ref(), effort)
            && covers_principals(self.statement.principal.as_ref(), other.statement.principal.as_ref(), effort)
    }

    /// Whether each of its conditions is one of the other's too.
    pub(super) fn is_under_conditions_of(&self, other: &Self, effort: &Effort) -> bool {
        let (mine, theirs) = (&self.statement.conditions, &other.statement.conditions);
        mine.len() <= theirs.len()
            && effort.spend(mine.len() * theirs.len())
            && mine.iter().all(|mine| theirs.iter().any(|theirs| is_same(mine, theirs)))
    }
}

fn covers_optional<P: Pattern>(mine: Option<&Patterns<P>>, theirs: Option<&Patterns<P>>, effort: &Effort) -> bool {
    match (mine, theirs) {
        (None, None) => true,
        (Some(mine), Some(theirs)) => mine.covers(theirs, effort),
        _ => false,
    }
}

fn is_same(a: &ConditionElement, b: &ConditionElement) -> bool {
    let values = || a.values.iter().zip(&b.values).all(|(a, b)| a.value == b.value);
    a.operator.value == b.operator.value
        && a.key.value.eq_ignore_ascii_case(&b.key.value)
        && a.values.len() == b.values.len()
        && values()
}

/// `*` stands for everybody of type `AWS`; the others it may or may not include.
fn covers_principals(mine: Option<&PrincipalElement>, theirs: Option<&PrincipalElement>, effort: &Effort) -> bool {
    let (mine, theirs) = match (mine, theirs) {
        (None, None) => return true,
        (Some(mine), Some(theirs)) if mine.negated == theirs.negated => (mine, theirs),
        _ => return false,
    };
    let (mine_named, theirs_named) = (named(mine), named(theirs));
    if mine.negated {
        return mine_named == theirs_named;
    }
    let everyone = mine_named.iter().any(|(kind, value)| *kind == PrincipalKind::Aws && *value == "*");
    effort.spend(mine_named.len().saturating_mul(theirs_named.len()))
        && theirs_named.iter().all(|named| (everyone && named.0 == PrincipalKind::Aws) || mine_named.contains(named))
}

fn named(element: &PrincipalElement) -> Vec<(PrincipalKind, &str)> {
    match &element.principals {
        Principals::Everyone(_) => vec![(PrincipalKind::Aws, "*")],
        Principals::Listed(entries) => entries.iter().map(|entry| (entry.kind, &*entry.value.value)).collect(),
    }
}
