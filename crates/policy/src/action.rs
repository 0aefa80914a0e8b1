//! `Action` and `NotAction`: patterns of `vendor:Name`, in any case.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use crate::asked::Asked;
use crate::document::ast::ListElement;
use crate::index::Beginning;
use crate::template::{Syntax, Template};
use crate::verdict;

/// The element of one statement, compiled.
#[derive(Debug)]
pub(crate) struct ActionElement {
    negated: bool,
    patterns: Box<[ActionPattern]>,
}

#[derive(Debug)]
enum ActionPattern {
    /// `*`
    Any,
    /// `vendor:Name`, both in lower case; the vendor is `None` where it is `*`.
    Named { vendor: Option<Box<str>>, name: Template },
}

impl ActionElement {
    /// `None` for an element that cannot be decided: an empty list, or a value that is not of the form `vendor:Name`, with
    /// one colon.
    pub(crate) fn compile(element: &ListElement) -> Option<Self> {
        let patterns =
            element.values.iter().map(|value| ActionPattern::compile(&value.value)).collect::<Option<Box<_>>>()?;
        (!patterns.is_empty()).then_some(Self { negated: element.negated, patterns })
    }

    /// What every action that it covers begins with, in one of these ways; `None` where that can be anything.
    pub(crate) fn beginnings(&self) -> Option<impl Iterator<Item = Beginning>> {
        (!self.negated).then(|| self.patterns.iter().map(ActionPattern::beginning))
    }

    /// Whether the element covers the action.
    pub(crate) fn matches(&self, asked: &Asked<'_>) -> Option<bool> {
        verdict::any(self.patterns.iter().map(|pattern| pattern.matches(asked))).map(|named| named != self.negated)
    }
}

impl ActionPattern {
    fn compile(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::Any);
        }
        let lower = text.to_ascii_lowercase();
        let (vendor, name) = lower.split_once(':')?;
        let literal = !vendor.is_empty() && vendor.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        let vendor = match vendor {
            "*" => None,
            _ if literal => Some(vendor.into()),
            _ => return None,
        };
        if name.is_empty() || name.contains(':') {
            return None;
        }
        Some(Self::Named { vendor, name: Template::new(name, Syntax::GLOB) })
    }

    fn beginning(&self) -> Beginning {
        let Self::Named { vendor: Some(vendor), name } = self else { return Beginning::ANY };
        let (beginning, is_whole) = name.beginning();
        Beginning::new(format!("{vendor}:{beginning}"), is_whole)
    }

    fn matches(&self, asked: &Asked<'_>) -> Option<bool> {
        match self {
            Self::Named { vendor: Some(vendor), .. } if **vendor != *asked.vendor => Some(false),
            Self::Named { name, .. } => name.matches(asked.name, asked.scope),
            Self::Any => Some(true),
        }
    }
}
