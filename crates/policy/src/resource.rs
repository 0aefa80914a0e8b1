//! `Resource` and `NotResource`: ARN patterns, or `*`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use crate::arn_pattern::ArnPattern;
use crate::asked::Asked;
use crate::document::ast::{ListElement, Version};

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

    /// Whether the element covers the resource.
    pub(crate) fn matches(&self, asked: &Asked<'_>) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(asked)) != self.negated
    }
}

impl ResourcePattern {
    fn compile(text: &str, version: Version) -> Option<Self> {
        if text == "*" {
            return Some(Self::Any);
        }
        ArnPattern::of_resource(text, version).map(|pattern| Self::Arn(Box::new(pattern)))
    }

    fn matches(&self, asked: &Asked<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Arn(pattern) => asked.resource.is_some_and(|arn| pattern.matches(&arn, asked.context)),
        }
    }
}
