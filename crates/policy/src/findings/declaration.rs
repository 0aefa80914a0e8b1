//! What a check is: its code, how grave its findings are, and what it looks at.

use super::finding::{Code, Fix, Severity};
use super::part::{ActionView, ConditionView, PrincipalView, ResourceView, ValueView, VariableView};
use super::view::{DocumentView, StatementView};
use crate::document::ast::Span;

/// A check.
#[derive(Debug)]
pub struct Check {
    code: Code,
    severity: Severity,
    summary: &'static str,
    is_of_access_analyzer: bool,
    pub(super) look: Look,
}

impl Check {
    const fn new(severity: Severity, code: &'static str, look: Look, summary: &'static str) -> Self {
        Self { code: Code::new(code), severity, summary, is_of_access_analyzer: true, look }
    }

    pub(super) const fn error(code: &'static str, look: Look, summary: &'static str) -> Self {
        Self::new(Severity::Error, code, look, summary)
    }

    pub(super) const fn security(code: &'static str, look: Look, summary: &'static str) -> Self {
        Self::new(Severity::SecurityWarning, code, look, summary)
    }

    pub(super) const fn warning(code: &'static str, look: Look, summary: &'static str) -> Self {
        Self::new(Severity::Warning, code, look, summary)
    }

    pub(super) const fn suggestion(code: &'static str, look: Look, summary: &'static str) -> Self {
        Self::new(Severity::Suggestion, code, look, summary)
    }

    /// A check that Access Analyzer does not have, or has under a name that is not known.
    pub(super) const fn ours(self) -> Self {
        Self { is_of_access_analyzer: false, ..self }
    }

    /// The name of its findings.
    pub fn code(&self) -> Code {
        self.code
    }

    /// How grave its findings are.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong when it finds something.
    pub fn summary(&self) -> &'static str {
        self.summary
    }

    /// Whether the code is one of Access Analyzer's.
    pub fn is_of_access_analyzer(&self) -> bool {
        self.is_of_access_analyzer
    }

    /// Which part of a document it looks at, in a word or two.
    pub fn looks_at(&self) -> &'static str {
        match self.look {
            Look::Refusal | Look::Document(_) => "document",
            Look::Statement(_) => "statement",
            Look::Action(_) => "action",
            Look::Resource(_) => "resource",
            Look::Principal(_) => "principal",
            Look::Condition(_) => "condition",
            Look::Value(_) => "condition value",
            Look::Variable(_) => "policy variable",
        }
    }
}

/// What a check looks at, and how.
#[derive(Debug)]
pub(super) enum Look {
    /// Why a document cannot be used at all; there is nothing more to look at.
    Refusal,
    Document(fn(&DocumentView<'_>, &mut Hits)),
    Statement(fn(&StatementView<'_>, &mut Hits)),
    /// Each value of `Action` and `NotAction`.
    Action(fn(&ActionView<'_>, &mut Hits)),
    /// Each value of `Resource` and `NotResource`.
    Resource(fn(&ResourceView<'_>, &mut Hits)),
    /// Each value of `Principal` and `NotPrincipal`.
    Principal(fn(&PrincipalView<'_>, &mut Hits)),
    /// Each key under each operator.
    Condition(fn(&ConditionView<'_>, &mut Hits)),
    /// Each value of a condition.
    Value(fn(&ValueView<'_>, &mut Hits)),
    /// Each text in which a variable stands.
    Variable(fn(&VariableView<'_>, &mut Hits)),
}

/// What one look has found.
pub(super) type Hits = Vec<Hit>;

/// A finding without what its declaration says.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) fix: Option<Fix>,
}

impl Hit {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), fix: None }
    }

    pub(super) fn with(self, fix: impl Into<Option<Fix>>) -> Self {
        Self { fix: fix.into(), ..self }
    }
}
