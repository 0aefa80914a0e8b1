//! A policy document as written: every element with the place where it stands.

/// A half-open range of bytes in the document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A value and the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place; for a string it includes the quotes.
    pub span: Span,
}

/// The version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `2008-10-17`, also what an absent `Version` means: `${…}` is plain text.
    V2008,
    /// `2012-10-17`: policy variables are expanded.
    V2012,
}

/// What a matching statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Grants.
    Allow,
    /// Refuses, whatever else allows.
    Deny,
}

/// A whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// `Version`; `None` where it is not written.
    pub version: Option<Version>,
    /// `Id`
    pub id: Option<Spanned<Box<str>>>,
    /// `Statement`, in the order written; a single object is a list of one.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The whole object.
    pub span: Span,
    /// `Sid`
    pub sid: Option<Spanned<Box<str>>>,
    /// `Effect`
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`
    pub principal: Option<PrincipalElement>,
    /// `Action` or `NotAction`
    pub action: Option<ListElement>,
    /// `Resource` or `NotResource`
    pub resource: Option<ListElement>,
    /// `Condition`, one entry for each operator and key, in the order written; all must hold.
    pub conditions: Vec<ConditionElement>,
}

/// `Action`, `Resource` and their negations: a string or a list of strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListElement {
    /// Whether it is the `Not…` form.
    pub negated: bool,
    /// The strings, in the order written; may be empty.
    pub values: Vec<Spanned<Box<str>>>,
    /// The key and the value together.
    pub span: Span,
}

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalElement {
    /// Whether it is `NotPrincipal`.
    pub negated: bool,
    /// Who is named.
    pub principals: Principals,
    /// The key and the value together.
    pub span: Span,
}

/// The two shapes of a principal element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principals {
    /// The bare string `"*"`.
    Everyone(Span),
    /// An object of types and values, flattened, in the order written.
    Listed(Vec<PrincipalEntry>),
}

/// One named principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalEntry {
    /// Its type.
    pub kind: PrincipalKind,
    /// Its value as written.
    pub value: Spanned<Box<str>>,
}

/// The types of principals that a document can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalKind {
    /// `AWS`
    Aws,
    /// `Federated`
    Federated,
    /// `Service`
    Service,
    /// `CanonicalUser`
    CanonicalUser,
}

/// One operator applied to one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionElement {
    /// The operator with its prefix and suffix.
    pub operator: Spanned<Operator>,
    /// The key as written.
    pub key: Spanned<Box<str>>,
    /// The wanted values; numbers and booleans as their text.
    pub values: Vec<Spanned<Box<str>>>,
}

/// A condition operator: `ForAnyValue:StringLikeIfExists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    /// `ForAllValues:`, `ForAnyValue:` or neither.
    pub quantifier: Option<Quantifier>,
    /// The comparison.
    pub comparison: Comparison,
    /// Whether it ends in `IfExists`.
    pub if_exists: bool,
}

/// The set prefixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// `ForAllValues:`
    ForAllValues,
    /// `ForAnyValue:`
    ForAnyValue,
}

/// The comparisons, one for each operator of the reference.
#[allow(missing_docs, reason = "each variant is the operator of that name")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
}
