//! `Resource` and `NotResource`: ARN patterns, or `*`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use crate::arn_pattern::ArnPattern;
use crate::asked::Asked;
use crate::document::ast::{ListElement, Version};
use crate::index::Beginning;
use crate::verdict;

/// The element of one statement, compiled.
#[derive(Debug)]
pub(crate) struct ResourceElement {
    negated: bool,
    patterns: Box<[ResourcePattern]>,
}

#[derive(Debug)]
enum ResourcePattern {
    /// `*`: also actions that have no resource.
    Any,
    Arn(Box<ArnPattern>),
}

impl ResourceElement {
    /// `None` for an element that cannot be decided: an empty list, or a value that is neither `*` nor has six fields.
    pub(crate) fn compile(element: &ListElement, version: Version) -> Option<Self> {
        let values = element.values.iter();
        let patterns =
            values.map(|value| ResourcePattern::compile(&value.value, version)).collect::<Option<Box<_>>>()?;
        (!patterns.is_empty()).then_some(Self { negated: element.negated, patterns })
    }

    /// What every resource that it covers begins with and holds, in one of these ways; `None` where that can be anything.
    pub(crate) fn beginnings(&self) -> Option<impl Iterator<Item = Beginning>> {
        (!self.negated).then(|| self.patterns.iter().map(ResourcePattern::beginning))
    }

    /// Whether the element covers the resource.
    pub(crate) fn matches(&self, asked: &Asked<'_>) -> Option<bool> {
        if !self.negated {
            return verdict::any(self.patterns.iter().map(|pattern| pattern.matches(asked)));
        }
        verdict::any(self.patterns.iter().map(|pattern| pattern.excepts(asked))).map(|excepted| !excepted)
    }
}

impl ResourcePattern {
    fn compile(text: &str, version: Version) -> Option<Self> {
        if text == "*" {
            return Some(Self::Any);
        }
        ArnPattern::of_resource(text, version).map(|pattern| Self::Arn(Box::new(pattern)))
    }

    fn beginning(&self) -> Beginning {
        let Self::Arn(pattern) = self else { return Beginning::ANY };
        let (beginning, is_whole) = pattern.beginning();
        Beginning::new(beginning, is_whole).with(pattern.fragments())
    }

    /// A variable that cannot be resolved matches nothing.
    fn matches(&self, asked: &Asked<'_>) -> Option<bool> {
        match (self, asked.resource) {
            (Self::Any, _) => Some(true),
            (Self::Arn(_), None) => Some(false),
            (Self::Arn(pattern), Some(arn)) if asked.is_partial => pattern.matches_partial(&arn, asked.scope),
            (Self::Arn(pattern), Some(arn)) => pattern.matches(&arn, asked.scope),
        }
    }

    // INVARIANT (undecidable-denies): an exception that cannot be resolved excepts nobody knows what.
    /// As [`Self::matches`] within `NotResource`.
    fn excepts(&self, asked: &Asked<'_>) -> Option<bool> {
        match self {
            Self::Arn(pattern) if !pattern.resolves(asked.scope)? => None,
            _ => self.matches(asked),
        }
    }
}
