//! One statement, compiled.

use crate::action::ActionElement;
use crate::asked::Asked;
use crate::condition::Condition;
use crate::document::ast::{self, Effect, Version};
use crate::grant::Grant;
use crate::principal::{Bindings, PrincipalElement};
use crate::resource::ResourceElement;

/// A statement in the form in which requests are compared with it. An element that is `None` covers everything.
#[derive(Debug)]
pub(crate) struct Statement {
    index: usize,
    sid: Option<Box<str>>,
    principal: Option<PrincipalElement>,
    action: Option<ActionElement>,
    resource: Option<ResourceElement>,
    conditions: Box<[Condition]>,
}

/// The elements of a statement. One that is `None` is not there, or cannot be decided in a Deny.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elements<'a> {
    pub(crate) principal: Option<&'a PrincipalElement>,
    pub(crate) action: Option<&'a ActionElement>,
    pub(crate) resource: Option<&'a ResourceElement>,
    pub(crate) conditions: &'a [Condition],
}

/// Whose policy a statement stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The caller's: identity policies, boundaries, session policies, service control policies. They name resources and
    /// no principals.
    Caller,
    /// The resource's: resource and trust policies, resource control policies, endpoint policies. They name principals.
    Resource,
}

impl Statement {
    // INVARIANT (undecidable-denies): an element that has no meaning makes an Allow void, and makes a Deny hold whatever
    // that element would have said. So does an element that has a meaning but cannot be decided for one request: a value
    // that is not of its operator's type, an exception with a variable that cannot be resolved, a principal who cannot be
    // recognised, a comparison that would take too long.
    /// `None` for an Allow that can never hold.
    pub(crate) fn compile(
        index: usize,
        written: &ast::Statement,
        version: Version,
        bindings: Bindings<'_>,
    ) -> Option<Self> {
        let effect = written.effect;
        let principal = written.principal.as_ref().map(|element| PrincipalElement::compile(element, effect, bindings));
        let action = written.action.as_ref().and_then(ActionElement::compile);
        let resource = written.resource.as_ref().map(|element| ResourceElement::compile(element, version));
        let decidable = action.is_some() && !matches!(principal, Some(None)) && !matches!(resource, Some(None));
        (decidable || effect == Effect::Deny).then(|| Self {
            index,
            sid: written.sid.as_ref().map(|sid| sid.value.clone()),
            principal: principal.flatten(),
            action,
            resource: resource.flatten(),
            conditions: written.conditions.iter().map(|element| Condition::compile(element, version)).collect(),
        })
    }

    /// Its place in the document, from 0.
    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// Its `Sid`, if it has one that is not empty.
    pub(crate) fn sid(&self) -> Option<&str> {
        self.sid.as_deref().filter(|sid| !sid.is_empty())
    }

    /// Its elements, for explanations to ask one by one.
    pub(crate) fn elements(&self) -> Elements<'_> {
        let Self { principal, action, resource, conditions, .. } = self;
        Elements { principal: principal.as_ref(), action: action.as_ref(), resource: resource.as_ref(), conditions }
    }

    /// For an Allow in a policy of the caller's: whether it holds.
    pub(crate) fn allows(&self, asked: &Asked<'_>) -> bool {
        self.principal.is_none() && self.resource.is_some() && self.covers(asked, surely)
    }

    /// For an Allow in a policy of the resource's: how strongly it grants, if it holds.
    pub(crate) fn grants(&self, asked: &Asked<'_>) -> Option<Grant> {
        let grant = self.principal.as_ref()?.grant(asked)?;
        self.covers(asked, surely).then_some(grant)
    }

    /// For a Deny: whether it holds.
    pub(crate) fn denies(&self, asked: &Asked<'_>, side: Side) -> bool {
        let of_caller = |principal: &PrincipalElement| side == Side::Caller || principal.denies(asked);
        self.covers(asked, perhaps) && self.principal.as_ref().is_none_or(of_caller)
    }

    /// Whether each element, as `enough` takes its verdict, covers the request.
    fn covers(&self, asked: &Asked<'_>, enough: fn(Option<bool>) -> bool) -> bool {
        self.action.as_ref().is_none_or(|action| enough(action.matches(asked)))
            && self.resource.as_ref().is_none_or(|resource| enough(resource.matches(asked)))
            && self.conditions.iter().all(|condition| enough(condition.holds(asked.scope)))
    }
}

/// What an Allow needs.
fn surely(verdict: Option<bool>) -> bool {
    verdict == Some(true)
}

/// What a Deny needs.
fn perhaps(verdict: Option<bool>) -> bool {
    verdict != Some(false)
}
