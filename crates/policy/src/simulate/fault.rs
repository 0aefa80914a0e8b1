//! Why a question cannot be decided.

use std::fmt;

use serde::Serialize;

use super::caller::InvalidCaller;
use crate::document::Position;

/// Why a question is not decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What kind of fault it is.
    pub code: FaultCode,
    /// The fault in words, for people.
    pub message: String,
    /// For a policy: its name, or its place such as `identity[0]` or `scps[1][0]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// For a policy: the place of the fault in its own text, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// The kinds of faults. As JSON they are in camel case, and stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FaultCode {
    /// Longer than [`super::MAX_LINE_BYTES`].
    LineTooLong,
    /// Not JSON (RFC 8259) in UTF-8.
    NotJson,
    /// JSON of another shape: an unknown, missing or repeated member, a value of a wrong type, or too many levels.
    InvalidQuestion,
    /// `principal` names nobody who can ask.
    InvalidPrincipal,
    /// `action` is not the name of one action.
    InvalidAction,
    /// `resource` is neither an ARN nor `*`.
    InvalidResource,
    /// `resourceAccount` is not twelve digits.
    InvalidAccount,
    /// A policy that AWS would not take.
    InvalidPolicy,
}

impl Fault {
    pub(super) fn new(code: FaultCode, message: impl fmt::Display) -> Self {
        Self { code, message: message.to_string(), policy: None, position: None }
    }
}

impl From<InvalidCaller> for Fault {
    fn from(error: InvalidCaller) -> Self {
        Self::new(FaultCode::InvalidPrincipal, error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        let code = if error.is_data() { FaultCode::InvalidQuestion } else { FaultCode::NotJson };
        Self::new(code, error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(policy) = &self.policy {
            write!(f, "{policy}: ")?;
        }
        if let Some(Position { line, column }) = self.position {
            write!(f, "{line}:{column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}
