//! Patterns of ARNs: six fields, each matched on its own, so that a wildcard does not leave its field.

use crate::document::ast::Version;
use crate::scope::Scope;
use crate::template::{Syntax, Template};
use crate::variable::split_fields;
use crate::verdict;

/// The six fields of an ARN; the last one is all after the fifth colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ArnFields<'a>([&'a str; 6]);

impl<'a> ArnFields<'a> {
    /// The fields of `text`; `None` if it is not an ARN.
    pub(crate) fn split(text: &'a str) -> Option<Self> {
        let fields = six_fields(text)?;
        (fields.first() == Some(&"arn")).then_some(Self(fields))
    }

    /// The account field.
    pub(crate) fn account(&self) -> &'a str {
        let [_, _, _, _, account, _] = self.0;
        account
    }

    /// Everything after the fifth colon.
    pub(crate) fn resource(&self) -> &'a str {
        let [_, _, _, _, _, resource] = self.0;
        resource
    }
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct ArnPattern([Template; 6]);

impl ArnPattern {
    /// A value of `Resource`: variables count only after the fifth colon. `None` for fewer than six fields.
    pub(crate) fn of_resource(text: &str, version: Version) -> Option<Self> {
        let [head @ .., resource] = six_fields(text)?;
        let [arn, partition, service, region, account] = head.map(|field| Template::new(field, Syntax::GLOB));
        Some(Self([arn, partition, service, region, account, Template::new(resource, Syntax::pattern(version))]))
    }

    /// A wanted value of an ARN operator: variables count in every field. `None` for fewer than six fields.
    pub(crate) fn of_condition(text: &str, version: Version) -> Option<Self> {
        let syntax = Syntax::pattern(version);
        let fields = match version {
            Version::V2012 => split_fields(text)?,
            Version::V2008 => six_fields(text)?,
        };
        Some(Self(fields.map(|field| Template::new(field, syntax))))
    }

    /// Whether every field matches.
    pub(crate) fn matches(&self, arn: &ArnFields<'_>, scope: Scope<'_>) -> Option<bool> {
        // From the end, where ARNs differ most.
        verdict::all(self.0.iter().zip(arn.0).rev().map(|(pattern, field)| pattern.matches(field, scope)))
    }

    /// Whether all variables can be resolved.
    pub(crate) fn resolves(&self, scope: Scope<'_>) -> Option<bool> {
        verdict::all(self.0.iter().map(|pattern| pattern.resolves(scope)))
    }
}

fn six_fields(text: &str) -> Option<[&str; 6]> {
    let mut found = text.splitn(6, ':');
    let mut fields = [""; 6];
    for field in &mut fields {
        *field = found.next()?;
    }
    Some(fields)
}
