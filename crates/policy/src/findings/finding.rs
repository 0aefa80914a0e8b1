//! What is wrong with a document, where, and how to put it right.

use std::fmt;

use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::document::Position;
use crate::document::ast::Span;

/// The stable name of a check, such as `INVALID_ACTION`. Where Access Analyzer has such a check, it is its `issueCode`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(&'static str);

impl Code {
    pub(super) const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// How grave a finding is: the `findingType` of Access Analyzer. The gravest is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// The document, or a part of it, does not work.
    Error,
    /// It lets through more than is prudent.
    SecurityWarning,
    /// It probably does not do what its author means.
    Warning,
    /// It could say the same more clearly or more safely.
    Suggestion,
}

impl Severity {
    /// The name that Access Analyzer uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::SecurityWarning => "SECURITY_WARNING",
            Self::Warning => "WARNING",
            Self::Suggestion => "SUGGESTION",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A change of the text that removes a finding. The bytes of `span` are replaced; where it is empty, the replacement is
/// inserted. The changes of different findings may touch each other: after one was made, check again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What the change does.
    pub title: String,
    /// The bytes that go.
    #[serde(serialize_with = "offsets")]
    pub span: Span,
    /// The text that comes.
    pub replacement: String,
}

impl Fix {
    /// The text after the change; `None` if `text` is not the one that was checked.
    ///
    /// ```
    /// use rolecall_policy::document::PolicyKind;
    /// use rolecall_policy::findings::check;
    ///
    /// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "arn:aws:s3:::b/*"}}"#;
    /// let findings = check(text, PolicyKind::Identity);
    /// let fixed = findings.first().and_then(|finding| finding.fix.as_ref()?.apply(text)).ok_or("no fix")?;
    /// assert!(fixed.contains(r#""s3:GetObject""#) && check(&fixed, PolicyKind::Identity).is_empty());
    /// # Ok::<(), &str>(())
    /// ```
    pub fn apply(&self, text: &str) -> Option<String> {
        let before = text.get(..usize::try_from(self.span.start).ok()?)?;
        let after = text.get(usize::try_from(self.span.end).ok()?..)?;
        Some(format!("{before}{}{after}", self.replacement))
    }
}

/// Something that a check has found. As JSON its members are in camel case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// Which check found it.
    pub code: Code,
    /// What is wrong, in one sentence. Parts of the document in it are shortened, and hold no control characters.
    pub message: String,
    /// The bytes of the document that show it.
    #[serde(serialize_with = "offsets")]
    pub span: Span,
    /// Where `span` starts.
    pub start: Position,
    /// Where `span` ends: the place after its last character.
    pub end: Position,
    /// A change that removes it, where one is sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn offsets<S: serde::Serializer>(span: &Span, serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_struct("Span", 2)?;
    object.serialize_field("start", &span.start)?;
    object.serialize_field("end", &span.end)?;
    object.end()
}
