//! What is reported of an element of a statement.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::is_zero;
use super::statement::Place;

/// An element of a statement, compared with the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ElementReport {
    /// Which element; for one that is missing, the one that is wanted.
    pub element: ElementKind,
    /// For a condition: the operator, in AWS's case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub operator: Option<String>,
    /// For a condition: the key as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
    /// What the comparison came to.
    pub verdict: Verdict,
    /// Whether it keeps the statement from holding. What cannot be decided keeps an Allow from it, and no Deny.
    pub blocks: bool,
    /// What is wrong; `None` where nothing is. A `NotPrincipal` that holds although it names the caller has one too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<Cause>,
    /// For [`Cause::VariableUnresolved`]: the first key without a single value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub variable: Option<String>,
    /// What the document wants, the value that explains the verdict first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub wanted: Vec<Wanted>,
    /// How many more values the document wants than are listed.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub more_wanted: usize,
    /// What the request has; empty for a key that it lacks.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub got: Vec<String>,
    /// How many more values the request has than are listed.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub more_got: usize,
    /// Whether the request lacks the key of a condition.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub key_missing: bool,
    /// Where the first of `wanted` departs from what the request has.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub difference: Option<Difference>,
    /// The element's place in the text; for a condition, that of the key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
}

/// The elements of statements.
#[allow(missing_docs, reason = "each variant is the element of that name")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ElementKind {
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition,
}

/// What a comparison came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// The element covers the request.
    Holds,
    /// It does not.
    Fails,
    /// Nobody can say; that refuses.
    Undecidable,
}

/// A wanted value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    /// For a principal: its type, such as `AWS`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<String>,
    /// The text as written.
    pub text: String,
    /// The text with the values of its variables in place, if it has any and all have values.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expanded: Option<String>,
    /// The first byte of the value in the document's text.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// Where a wanted value departs from what the request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The place in `got` of the value that comes nearest.
    pub got: usize,
    /// The first character of that value that differs, from 0; its length, if the value ends there.
    pub at: usize,
    /// The first character of the wanted text that differs, with its variables replaced.
    pub wanted_at: usize,
    /// Whether that character differs only by its case.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub letter_case: bool,
}

/// What is wrong with an element. Its text is a clause without a full stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Cause {
    /// No wanted value matches.
    NoMatch,
    /// One of the exceptions, or of the values that must not match, does.
    Excepted,
    /// The request lacks the key.
    KeyMissing,
    /// The request has the key, and must not.
    KeyPresent,
    /// The key is multi-valued and the operator has no `ForAnyValue:` or `ForAllValues:`.
    SetWithoutPrefix,
    /// A variable of the wanted text has no single value in the request.
    VariableUnresolved,
    /// The request names no ARN as its resource.
    NoResourceArn,
    /// The statement lacks the element, which policies of this type need.
    ElementMissing,
    /// A policy of the caller's names principals.
    PrincipalNotHere,
    /// The name is the caller's, but meant another user or role when the policy was saved.
    BoundToAnother,
    /// The element has no meaning: an empty list, or a value that is not of its form.
    NoMeaning,
    /// A value of the document or the request is not of the operator's type.
    NotOfType,
    /// A principal who cannot be recognised, and so may be anyone.
    UnknownPrincipal,
    /// A `NotPrincipal` of a Deny names the caller, but callers with a boundary are never excepted. It holds.
    BoundaryCounts,
    /// A `NotPrincipal` of a Deny names the caller, but not in each form that AWS looks at. It holds.
    NotInEveryForm,
    /// The comparison would take too long.
    TooLong,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoMatch => "no value matches",
            Self::Excepted => "this is among the exceptions",
            Self::KeyMissing => "the request lacks the key",
            Self::KeyPresent => "the request has the key, and must not",
            Self::SetWithoutPrefix => "sets are compared under ForAnyValue: and ForAllValues: only",
            Self::VariableUnresolved => "a variable without one value in the request",
            Self::NoResourceArn => "only \"*\" covers what is no ARN",
            Self::ElementMissing => "not there, and without it the statement allows nothing",
            Self::PrincipalNotHere => "policies of callers that name principals allow nothing",
            Self::BoundToAnother => "this name meant another user or role when the policy was saved",
            Self::NoMeaning => "without meaning: cannot be decided, so denied",
            Self::NotOfType => "not of the operator's type: cannot be decided, so denied",
            Self::UnknownPrincipal => "not recognisable, so may be anyone: denied",
            Self::TooLong => "takes too long: cannot be decided, so denied",
            Self::BoundaryCounts => "callers with a boundary are never excepted",
            Self::NotInEveryForm => "excepted only if account, role and session are all named",
        })
    }
}
