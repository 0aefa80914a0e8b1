//! Every element of a statement asked for itself, by the functions that decide.

use super::report::{Cause, Verdict};
use crate::action::ActionElement;
use crate::asked::Asked;
use crate::condition::Condition;
use crate::document::ast::{self, Effect, Version};
use crate::resource::ResourceElement;
use crate::scope::{Budget, Scope};
use crate::statement::{Elements, Side, Statement};

/// An element of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Principal,
    Action,
    Resource,
    /// The condition of this index.
    Condition(usize),
}

/// What asking one element came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    pub(super) part: Part,
    pub(super) verdict: Verdict,
    pub(super) blocks: bool,
    /// The cause, where it does not lie in the values.
    pub(super) cause: Option<Cause>,
}

/// A statement that is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a, 's> {
    pub(super) effect: Effect,
    pub(super) side: Side,
    /// `None` for an Allow that can never hold.
    pub(super) compiled: Option<&'a Statement>,
    /// `None` where the text is not known.
    pub(super) written: Option<(&'s ast::Statement, Version)>,
}

/// What asking a statement came to.
#[derive(Debug)]
pub(super) struct Weighing {
    pub(super) holds: bool,
    pub(super) elements: Vec<Weighed>,
}

impl Candidate<'_, '_> {
    /// Asks the statement and its elements, and adds to `steps` what that took.
    pub(super) fn weigh(&self, asked: &Asked<'_>, steps: &mut usize) -> Weighing {
        let holds = afresh(asked, steps, |asked| self.holds(asked));
        let elements = afresh(asked, steps, |asked| match (self.compiled, self.written) {
            (Some(compiled), _) => self.ask(compiled.elements(), asked),
            (None, Some((written, version))) => self.ask_void(written, version, asked),
            (None, None) => Vec::new(),
        });
        Weighing { holds, elements }
    }

    fn holds(&self, asked: &Asked<'_>) -> bool {
        self.compiled.is_some_and(|statement| match (self.effect, self.side) {
            (Effect::Deny, side) => statement.denies(asked, side),
            (Effect::Allow, Side::Caller) => statement.allows(asked),
            (Effect::Allow, Side::Resource) => statement.grants(asked).is_some(),
        })
    }

    /// An Allow that can never hold was not kept; what its elements say is found out here.
    fn ask_void(&self, written: &ast::Statement, version: Version, asked: &Asked<'_>) -> Vec<Weighed> {
        let action = written.action.as_ref().and_then(ActionElement::compile);
        let resource = written.resource.as_ref().and_then(|element| ResourceElement::compile(element, version));
        let conditions: Vec<_> =
            written.conditions.iter().map(|element| Condition::compile(element, version)).collect();
        let elements =
            Elements { principal: None, action: action.as_ref(), resource: resource.as_ref(), conditions: &conditions };
        self.ask(elements, asked)
    }

    fn ask(&self, elements: Elements<'_>, asked: &Asked<'_>) -> Vec<Weighed> {
        let first = [self.principal(elements, asked), self.action(elements, asked), self.resource(elements, asked)];
        let conditions = elements.conditions.iter().enumerate().map(|(index, condition)| {
            let verdict = condition.holds(asked.scope);
            self.weighed(Part::Condition(index), of(verdict), too_long(verdict, asked))
        });
        first.into_iter().flatten().chain(conditions).collect()
    }

    fn principal(&self, elements: Elements<'_>, asked: &Asked<'_>) -> Option<Weighed> {
        let is_written = self.written.map(|(written, _)| written.principal.is_some());
        let (verdict, cause) = match (self.side, self.effect, elements.principal) {
            (Side::Caller, Effect::Allow, principal) => {
                is_written.unwrap_or(principal.is_some()).then_some((Verdict::Fails, Some(Cause::PrincipalNotHere)))?
            }
            (Side::Caller, Effect::Deny, _) => return None,
            (Side::Resource, Effect::Allow, Some(principal)) => (of(Some(principal.grant(asked).is_some())), None),
            (Side::Resource, Effect::Allow, None) if is_written == Some(true) => {
                // Who is meant was settled when the policy was compiled, and not kept where other elements are void.
                let void = elements.action.is_some() && (elements.resource.is_some() || !self.writes_resource());
                void.then_some((Verdict::Undecidable, Some(Cause::NoMeaning)))?
            }
            (Side::Resource, Effect::Allow, None) => (Verdict::Fails, Some(Cause::ElementMissing)),
            (Side::Resource, Effect::Deny, Some(principal)) => {
                let negated =
                    self.written.and_then(|(written, _)| written.principal.as_ref()).is_none_or(|one| one.negated);
                // A Deny that names nobody who is the caller holds because of somebody who may be.
                let unknown = !negated && principal.grant(asked).is_none() && principal.denies(asked);
                if unknown {
                    (Verdict::Undecidable, Some(Cause::UnknownPrincipal))
                } else {
                    (of(Some(principal.denies(asked))), None)
                }
            }
            (Side::Resource, Effect::Deny, None) => {
                (is_written == Some(true)).then_some((Verdict::Undecidable, Some(Cause::NoMeaning)))?
            }
        };
        Some(self.weighed(Part::Principal, verdict, cause))
    }

    fn action(&self, elements: Elements<'_>, asked: &Asked<'_>) -> Option<Weighed> {
        let is_written = self.written.is_none_or(|(written, _)| written.action.is_some());
        let (verdict, cause) = match elements.action {
            Some(action) => {
                let verdict = action.matches(asked);
                (of(verdict), too_long(verdict, asked))
            }
            None if is_written => (Verdict::Undecidable, Some(Cause::NoMeaning)),
            None if self.effect == Effect::Allow => (Verdict::Fails, Some(Cause::ElementMissing)),
            None => return None,
        };
        Some(self.weighed(Part::Action, verdict, cause))
    }

    fn resource(&self, elements: Elements<'_>, asked: &Asked<'_>) -> Option<Weighed> {
        let (verdict, cause) = match elements.resource {
            Some(resource) => {
                let verdict = resource.matches(asked);
                (of(verdict), too_long(verdict, asked))
            }
            None if self.writes_resource() => (Verdict::Undecidable, Some(Cause::NoMeaning)),
            None if self.effect == Effect::Allow && self.side == Side::Caller => {
                (Verdict::Fails, Some(Cause::ElementMissing))
            }
            None => return None,
        };
        Some(self.weighed(Part::Resource, verdict, cause))
    }

    fn writes_resource(&self) -> bool {
        self.written.is_some_and(|(written, _)| written.resource.is_some())
    }

    fn weighed(&self, part: Part, verdict: Verdict, cause: Option<Cause>) -> Weighed {
        let blocks = match self.effect {
            Effect::Allow => verdict != Verdict::Holds,
            Effect::Deny => verdict == Verdict::Fails,
        };
        Weighed { part, verdict, blocks, cause }
    }
}

fn of(verdict: Option<bool>) -> Verdict {
    match verdict {
        Some(true) => Verdict::Holds,
        Some(false) => Verdict::Fails,
        None => Verdict::Undecidable,
    }
}

fn too_long(verdict: Option<bool>, asked: &Asked<'_>) -> Option<Cause> {
    (verdict.is_none() && asked.scope.budget.left() == 0).then_some(Cause::TooLong)
}

/// Asks with the budget of a decision of its own.
fn afresh<R>(asked: &Asked<'_>, steps: &mut usize, ask: impl FnOnce(&Asked<'_>) -> R) -> R {
    let budget = Budget::new();
    let answer = ask(&Asked { scope: Scope { context: asked.scope.context, budget: &budget }, ..*asked });
    // Even what takes no steps takes time.
    *steps += budget.spent().max(1);
    answer
}
