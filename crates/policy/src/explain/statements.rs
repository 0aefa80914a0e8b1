//! The statements asked at a gate: each weighed, the most telling ones reported.

use super::element::Quoting;
use super::quote::cut;
use super::report::{StatementEffect, StatementPlace, StatementReport};
use super::source::{Source, Sources};
use super::weigh::{Candidate, Part, Weighed, Weighing};
use crate::asked::Asked;
use crate::decide::side;
use crate::decision::PolicyType;
use crate::document::ast::{self, Effect};
use crate::request::Request;
use crate::sets::{Member, PolicySet};
use crate::statement::Statement;

/// The most statements that are reported for one gate.
const AT_ONE_GATE: usize = 16;

/// The most elements that are reported of one statement.
const ELEMENTS: usize = 12;

/// The steps after which no further statement is looked at again: some eight times as many as a decision may take.
const STEPS: usize = 1 << 25;

/// Looks at statements again, within limits for the whole explanation.
pub(super) struct Examiner<'q, 'a> {
    pub(super) asked: &'q Asked<'q>,
    /// The same with steps of its own, for what is quoted.
    pub(super) quoting: &'q Asked<'q>,
    pub(super) request: &'q Request<'q>,
    pub(super) sources: &'q Sources<'a>,
    /// The steps taken so far.
    pub(super) steps: usize,
    /// How many more statements may be reported.
    pub(super) room: usize,
}

/// What is reported of the statements of one gate.
#[derive(Debug, Default)]
pub(super) struct Examined {
    pub(super) reports: Vec<StatementReport>,
    pub(super) more: usize,
    pub(super) deciding: Option<usize>,
    pub(super) nearest: Option<usize>,
}

/// A statement of a gate.
struct One<'a, 's> {
    policy_type: PolicyType,
    member: &'a Member,
    index: usize,
    source: Option<(&'s Source<'a>, &'s ast::Statement)>,
    candidate: Candidate<'a, 's>,
    is_deciding: bool,
    /// `None` where there was no time.
    weighing: Option<Weighing>,
}

impl<'q, 'a> Examiner<'q, 'a> {
    /// Examines the statements with `effect` in `sets`.
    pub(super) fn examine(
        &mut self,
        sets: &[(PolicyType, &'a PolicySet)],
        effect: Effect,
        deciding: Option<&'a Statement>,
    ) -> Examined {
        let mut all = Vec::new();
        for (policy_type, set) in sets {
            for member in set.members() {
                all.extend(self.of_member(*policy_type, member, effect, deciding));
            }
        }
        for one in &mut all {
            if self.steps < STEPS || one.is_deciding {
                one.weighing = Some(one.candidate.weigh(self.asked, &mut self.steps));
            }
        }
        let settled = deciding.is_some();
        let nearest = (effect == Effect::Allow && !settled).then(|| self.nearest(&all)).flatten();
        self.report(&all, nearest)
    }

    /// Where a statement stands.
    pub(super) fn place(&self, policy_type: PolicyType, member: &'a Member, statement: &Statement) -> StatementPlace {
        let source = self.sources.of(member);
        let written = source.and_then(|source| Some((source, source.statement(statement.index())?)));
        place(policy_type, member, statement.index(), statement.sid(), written)
    }

    fn of_member(
        &self,
        policy_type: PolicyType,
        member: &'a Member,
        effect: Effect,
        deciding: Option<&'a Statement>,
    ) -> Vec<One<'a, 'q>> {
        let compiled = member.policy().statements(effect);
        let one = |index, compiled: Option<&'a Statement>, source: Option<(&'q Source<'a>, &'q ast::Statement)>| One {
            policy_type,
            member,
            index,
            source,
            candidate: Candidate {
                effect,
                side: side(policy_type),
                compiled,
                written: source.map(|(source, written)| (written, source.version())),
            },
            is_deciding: compiled.zip(deciding).is_some_and(|(one, other)| std::ptr::eq(one, other)),
            weighing: None,
        };
        let Some(source) = self.sources.of(member) else {
            return compiled.iter().map(|statement| one(statement.index(), Some(statement), None)).collect();
        };
        let mut left = compiled.iter().peekable();
        let with_text = source.statements(effect).map(|(index, written)| {
            one(index, left.next_if(|statement| statement.index() == index), Some((source, written)))
        });
        with_text.collect()
    }

    fn nearest(&self, all: &[One<'a, '_>]) -> Option<usize> {
        let failing = |one: &One<'a, '_>| one.weighing.as_ref().is_some_and(|weighing| !weighing.holds);
        let candidates = all.iter().enumerate().filter(|(_, one)| failing(one));
        candidates.filter_map(|(index, one)| Some((self.rank(one)?, index))).min().map(|(_, index)| index)
    }

    /// How far a statement is from holding; an action of another service counts twice.
    fn rank(&self, one: &One<'a, '_>) -> Option<(usize, bool)> {
        let weighing = one.weighing.as_ref()?;
        let blocking = || weighing.elements.iter().filter(|element| element.blocks);
        let foreign = blocking().any(|element| element.part == Part::Action) && !self.is_of_service(one);
        Some((blocking().count() + usize::from(foreign), foreign))
    }

    /// Whether the statement speaks of actions of the service asked for.
    fn is_of_service(&self, one: &One<'a, '_>) -> bool {
        let Some(element) = one.source.and_then(|(_, written)| written.action.as_ref()) else { return true };
        let of_service = |text: &str| {
            let vendor = text.split_once(':').map_or(text, |(vendor, _)| vendor);
            vendor == "*" || vendor.eq_ignore_ascii_case(self.asked.vendor)
        };
        element.negated || element.values.iter().any(|value| of_service(&value.value))
    }

    /// Reports the deciding statement, the nearest and those next to them, in the order of the documents.
    fn report(&mut self, all: &[One<'a, '_>], nearest: Option<usize>) -> Examined {
        let mut order: Vec<_> = (0..all.len()).collect();
        order.sort_by_cached_key(|index| {
            let one = all.get(*index);
            let rank = one.and_then(|one| self.rank(one)).unwrap_or((usize::MAX, true));
            (!one.is_some_and(|one| one.is_deciding), Some(*index) != nearest, rank)
        });
        order.truncate(AT_ONE_GATE.min(self.room.max(1)));
        order.sort_unstable();
        self.room -= order.len().min(self.room);
        let shown = |wanted: usize| order.iter().position(|index| *index == wanted);
        Examined {
            reports: order.iter().filter_map(|index| all.get(*index)).map(|one| self.one(one)).collect(),
            more: all.len() - order.len(),
            deciding: all.iter().position(|one| one.is_deciding).and_then(shown),
            nearest: nearest.and_then(shown),
        }
    }

    fn one(&self, one: &One<'a, '_>) -> StatementReport {
        let quoting = Quoting { asked: self.quoting, request: self.request, written: one.source };
        let elements = one.weighing.as_ref().map_or(&[][..], |weighing| &weighing.elements);
        let sid = one.candidate.compiled.and_then(Statement::sid);
        let written_sid = one.source.and_then(|(_, written)| Some(&*written.sid.as_ref()?.value));
        StatementReport {
            at: place(one.policy_type, one.member, one.index, sid.or(written_sid), one.source),
            effect: match one.candidate.effect {
                Effect::Allow => StatementEffect::Allow,
                Effect::Deny => StatementEffect::Deny,
            },
            holds: one.is_deciding || one.weighing.as_ref().is_some_and(|weighing| weighing.holds),
            never_holds: one.candidate.compiled.is_none(),
            elements: shown_elements(elements).map(|weighed| quoting.report(weighed)).collect(),
            more_elements: elements.len().saturating_sub(ELEMENTS),
        }
    }
}

/// Those that block before others, if there are too many; in order.
fn shown_elements(elements: &[Weighed]) -> impl Iterator<Item = &Weighed> {
    let blocking = elements.iter().filter(|element| element.blocks).count().min(ELEMENTS);
    let (mut blocking_left, mut others_left) = (blocking, ELEMENTS - blocking);
    elements.iter().filter(move |element| {
        let left = if element.blocks { &mut blocking_left } else { &mut others_left };
        let shown = *left > 0;
        *left -= usize::from(shown);
        shown
    })
}

fn place(
    policy_type: PolicyType,
    member: &Member,
    index: usize,
    sid: Option<&str>,
    source: Option<(&Source<'_>, &ast::Statement)>,
) -> StatementPlace {
    StatementPlace {
        policy_type,
        policy: member.name().to_owned(),
        version: member.version().map(str::to_owned),
        index,
        sid: sid.filter(|sid| !sid.is_empty()).map(cut),
        place: source.map(|(source, written)| source.place(written.span)),
    }
}
