//! Patterns of resources: `*`, or an ARN whose fields are compared each on its own, as no wildcard leaves its field.

use rolecall_catalog::ArnFormat;

use super::arn_form::alternatives;
use super::effort::Effort;
use super::glob::Glob;
use crate::document::ast::Version;

/// A pattern of resources.
#[derive(Debug, PartialEq)]
pub(super) enum ResourceGlob {
    /// `*`: also actions that have no resource.
    Any,
    /// The fields after `arn`.
    Arn(Box<[Glob; 5]>),
    /// What is no ARN matches nothing.
    Nothing,
}

impl ResourceGlob {
    /// A value of `Resource` or `NotResource`. Only its last field has variables.
    pub(super) fn read(text: &str, version: Version) -> Self {
        if text == "*" {
            return Self::Any;
        }
        let fields = text.splitn(6, ':').skip(1).enumerate();
        let read = |(at, field)| Glob::resource(field, if at == 4 { version } else { Version::V2008 });
        let fields: Vec<Glob> = fields.map(read).collect();
        <[Glob; 5]>::try_from(fields).map_or(Self::Nothing, |fields| Self::Arn(Box::new(fields)))
    }

    /// The resources of a type, which a few types have of several forms.
    pub(super) fn of_format(format: ArnFormat) -> Vec<Self> {
        alternatives(format)
            .iter()
            .map(|fields| Self::Arn(Box::new(fields.each_ref().map(|field| Glob::format(field)))))
            .collect()
    }

    /// Whether every resource of `other` is surely one of this pattern.
    pub(super) fn covers(&self, other: &Self, effort: &Effort) -> bool {
        match (self, other) {
            (Self::Any, Self::Any | Self::Arn(_)) => true,
            (Self::Arn(mine), Self::Arn(theirs)) => {
                mine.iter().zip(theirs.iter()).rev().all(|(mine, theirs)| mine.covers(theirs, effort))
            }
            _ => false,
        }
    }

    /// Whether no resource is surely of both.
    pub(super) fn is_apart_from(&self, other: &Self, effort: &Effort) -> bool {
        match (self, other) {
            (Self::Nothing, _) | (_, Self::Nothing) => true,
            (Self::Arn(mine), Self::Arn(theirs)) => {
                // The services differ most often, and cost least.
                mine.iter().zip(theirs.iter()).any(|(mine, theirs)| mine.is_apart_from(theirs, effort))
            }
            (Self::Any, _) | (_, Self::Any) => false,
        }
    }

    /// Whether it stands for one resource only.
    pub(super) fn is_literal(&self) -> bool {
        matches!(self, Self::Arn(fields) if fields.iter().all(Glob::is_literal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stay_in_their_field() {
        let read = |text| ResourceGlob::read(text, Version::V2012);
        let covers = |a, b| read(a).covers(&read(b), &Effort::new());
        assert!(covers("*", "arn:aws:sqs:*:1:q") && covers("arn:aws:s3:::b*", "arn:aws:s3:::b/${aws:username}/*"));
        assert!(!covers("arn:aws:sqs:*:1:q", "arn:aws:sqs:us:2:1:q") && !covers("arn:aws:s3:::*", "*"));
        assert!(!covers("arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/x"));
        let apart = |a, b| read(a).is_apart_from(&read(b), &Effort::new());
        assert!(apart("arn:aws:s3:::a*", "arn:aws:s3:::b*") && !apart("arn:aws:s3:::a*", "arn:aws:*:::*b"));
    }
}
