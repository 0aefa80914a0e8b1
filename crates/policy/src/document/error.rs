//! Why a text is not a policy document, and where.

use std::fmt;

use super::ast::Span;

/// The text does not follow the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// The smallest element that shows it.
    pub span: Span,
}

/// What can be wrong with the grammar of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// Longer than [`super::MAX_DOCUMENT_BYTES`].
    TooLong,
    /// A character outside U+0009, U+000A, U+000D and U+0020 to U+00FF.
    Character,
    /// Not JSON (RFC 8259).
    Json,
    /// An object names the same key twice; for condition operators and keys, whatever the case.
    DuplicateKey,
    /// An element of a name that the language does not have at this place.
    UnknownElement,
    /// The value is not of this shape.
    Expected(&'static str),
    /// This element must be there.
    Missing(&'static str),
    /// Two elements that exclude each other, such as `Action` and `NotAction`; the second is shown.
    Exclusive,
    /// `Version` is neither `2008-10-17` nor `2012-10-17`.
    UnknownVersion,
    /// `Effect` is neither `Allow` nor `Deny`.
    UnknownEffect,
    /// `Effect` would be `Allow` or `Deny`, were it in that case.
    EffectCase,
    /// A condition operator that the language does not have.
    UnknownOperator,
}

impl SyntaxError {
    pub(super) fn new(kind: SyntaxErrorKind, span: Span) -> Self {
        Self { kind, span }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            SyntaxErrorKind::TooLong => f.write_str("a policy document has at most 131072 characters"),
            SyntaxErrorKind::Character => f.write_str("this character cannot stand in a policy document"),
            SyntaxErrorKind::Json => f.write_str("this is not JSON"),
            SyntaxErrorKind::DuplicateKey => f.write_str("this key is given twice"),
            SyntaxErrorKind::UnknownElement => f.write_str("the policy language has no such element here"),
            SyntaxErrorKind::Expected(shape) => write!(f, "this must be {shape}"),
            SyntaxErrorKind::Missing(element) => write!(f, "`{element}` is missing"),
            SyntaxErrorKind::Exclusive => f.write_str("this element cannot stand beside its counterpart"),
            SyntaxErrorKind::UnknownVersion => f.write_str("the versions are `2008-10-17` and `2012-10-17`"),
            SyntaxErrorKind::UnknownEffect => f.write_str("an effect is `Allow` or `Deny`"),
            SyntaxErrorKind::EffectCase => f.write_str("an effect is `Allow` or `Deny`, in this case"),
            SyntaxErrorKind::UnknownOperator => f.write_str("the policy language has no such condition operator"),
        }
    }
}

impl std::error::Error for SyntaxError {}
