//! Patterns of ARNs: six fields, each matched on its own, so that a wildcard does not leave its field.

use crate::document::ast::Version;
use crate::index::{END, Fragments, Walk};
use crate::scope::{COMPARISON, Scope};
use crate::template::{Syntax, Template};
use crate::variable::split_fields;
use crate::verdict;

/// An ARN, cut at its first five colons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArnFields<'a> {
    text: &'a str,
    /// The first five fields.
    head: [&'a str; 5],
    /// All after the fifth colon.
    resource: &'a str,
}

impl<'a> ArnFields<'a> {
    /// The fields of `text`; `None` if it is not an ARN.
    pub(crate) fn split(text: &'a str) -> Option<Self> {
        if !text.starts_with("arn:") {
            return None;
        }
        let [head @ .., resource] = six_fields(text)?;
        Some(Self { text, head, resource })
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The account field.
    pub(crate) fn account(&self) -> &'a str {
        let [_, _, _, _, account] = self.head;
        account
    }

    /// Everything after the fifth colon.
    pub(crate) fn resource(&self) -> &'a str {
        self.resource
    }

    /// Everything up to the fifth colon.
    fn head_text(&self) -> &'a str {
        self.text.strip_suffix(self.resource).unwrap_or_default()
    }
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct ArnPattern {
    head: Head,
    resource: Template,
}

/// The first five fields of a pattern.
#[derive(Debug)]
enum Head {
    /// They have neither wildcards nor variables: the text up to the fifth colon.
    Exact(Box<str>),
    Fields(Box<[Template; 5]>),
}

impl ArnPattern {
    /// A value of `Resource`: variables count only after the fifth colon. `None` for fewer than six fields.
    pub(crate) fn of_resource(text: &str, version: Version) -> Option<Self> {
        let [head @ .., resource] = six_fields(text)?;
        let head = Head::of(head.map(|field| Template::new(field, Syntax::GLOB)));
        Some(Self { head, resource: Template::new(resource, Syntax::pattern(version)) })
    }

    /// A wanted value of an ARN operator: variables count in every field. `None` for fewer than six fields.
    pub(crate) fn of_condition(text: &str, version: Version) -> Option<Self> {
        let fields = match version {
            Version::V2012 => split_fields(text)?,
            Version::V2008 => six_fields(text)?,
        };
        let [head @ .., resource] = fields.map(|field| Template::new(field, Syntax::pattern(version)));
        Some(Self { head: Head::of(head), resource })
    }

    /// Whether every field matches.
    pub(crate) fn matches(&self, arn: &ArnFields<'_>, scope: Scope<'_>) -> Option<bool> {
        // From the end, where ARNs differ most.
        match self.resource.matches(arn.resource, scope) {
            Some(false) => Some(false),
            resource => verdict::all([resource, self.head.matches(arn, scope)]),
        }
    }

    /// The same for an ARN that is [partly known](crate::partial) after its fifth colon.
    pub(crate) fn matches_partial(&self, arn: &ArnFields<'_>, scope: Scope<'_>) -> Option<bool> {
        match self.head.matches(arn, scope) {
            Some(false) => Some(false),
            head => verdict::all([head, self.resource.matches_partial(arn.resource, scope)]),
        }
    }

    /// The characters that every match begins with, and whether it has no others.
    pub(crate) fn beginning(&self) -> (String, bool) {
        let (mut text, is_whole) = self.head.beginning();
        if !is_whole {
            return (text, false);
        }
        let (resource, is_whole) = self.resource.beginning();
        text.push_str(resource);
        (text, is_whole)
    }

    /// The pairs of neighbouring characters that every match holds.
    pub(crate) fn fragments(&self) -> Fragments {
        let mut walk = Walk::after(END);
        self.head.walk(&mut walk);
        self.resource.walk(&mut walk);
        walk.before(END)
    }

    /// Whether all variables can be resolved.
    pub(crate) fn resolves(&self, scope: Scope<'_>) -> Option<bool> {
        verdict::all([self.head.resolves(scope), self.resource.resolves(scope)])
    }
}

impl Head {
    fn of(fields: [Template; 5]) -> Self {
        let texts = fields.each_ref().map(Template::beginning);
        let exact = texts.iter().all(|(_, is_whole)| *is_whole);
        if exact {
            Self::Exact(texts.iter().flat_map(|(text, _)| [text, ":"]).collect())
        } else {
            Self::Fields(Box::new(fields))
        }
    }

    fn matches(&self, arn: &ArnFields<'_>, scope: Scope<'_>) -> Option<bool> {
        match self {
            Self::Exact(text) => scope.budget.spend(COMPARISON + text.len()).ok().map(|()| **text == *arn.head_text()),
            Self::Fields(fields) => {
                let fields = fields.iter().zip(arn.head).rev();
                verdict::all(fields.map(|(pattern, field)| pattern.matches(field, scope)))
            }
        }
    }

    fn beginning(&self) -> (String, bool) {
        let fields = match self {
            Self::Exact(text) => return (text.to_string(), true),
            Self::Fields(fields) => fields,
        };
        let mut text = String::new();
        for field in fields.iter() {
            let (beginning, is_whole) = field.beginning();
            text.push_str(beginning);
            if !is_whole {
                return (text, false);
            }
            text.push(':');
        }
        (text, true)
    }

    fn walk(&self, walk: &mut Walk) {
        match self {
            Self::Exact(text) => walk.text(text),
            Self::Fields(fields) => fields.iter().for_each(|field| {
                field.walk(walk);
                walk.text(":");
            }),
        }
    }

    fn resolves(&self, scope: Scope<'_>) -> Option<bool> {
        match self {
            Self::Exact(_) => Some(true),
            Self::Fields(fields) => verdict::all(fields.iter().map(|field| field.resolves(scope))),
        }
    }
}

/// Cut at the first five colons; `None` if there are fewer.
fn six_fields(text: &str) -> Option<[&str; 6]> {
    let mut fields = [""; 6];
    let (last, first_five) = fields.split_last_mut()?;
    let mut rest = text;
    for field in first_five {
        // Quicker than a search for a character, as the fields are short.
        let (before, after) = rest.split_at_checked(rest.bytes().position(|byte| byte == b':')?)?;
        (*field, rest) = (before, after.get(1..)?);
    }
    *last = rest;
    Some(fields)
}
