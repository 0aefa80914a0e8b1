//! What a question is answered with.

use std::borrow::Cow;

use serde::ser::{Error, Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::fault::Fault;
use crate::decision::PolicyType;
use crate::explain::{Explanation, Outcome};

/// The answer to one line: as JSON, an object with the `id` of the question, and `decision`, `decidedBy` and
/// `explanation` or `error`. It is one line, whatever the `id` holds.
#[derive(Debug)]
pub struct Answer<'l> {
    /// The `id` of the question as it stands there, if it has one.
    pub id: Option<&'l RawValue>,
    /// The decision, or why there is none.
    pub result: Result<Decided, Fault>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Allowed or denied.
    pub decision: Outcome,
    /// What decided; `None` where no policy has to allow, as for a root user in its own account.
    pub decided_by: Option<DecidedBy>,
    /// Why, if the simulator was asked to say so.
    pub explanation: Option<Explanation>,
}

/// The policy that decided, and the statement in it. Where an Allow is missing there is only a kind.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecidedBy {
    /// The type of the policy.
    pub kind: PolicyType,
    /// The name given to the policy, or its place in the question, such as `identity[0]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The statement's `Sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Where the statement stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<StatementPosition>,
}

/// Where a statement stands in the text of its policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct StatementPosition {
    /// Its place among the statements, from 0.
    pub index: usize,
    /// The line in which it begins, from 1.
    pub line: u32,
    /// The character at which it begins, from 1.
    pub column: u32,
}

/// The same value without the ends of lines that may stand between its parts. In strings there are none.
fn in_one_line(id: &RawValue) -> serde_json::Result<Cow<'_, RawValue>> {
    if id.get().contains(['\r', '\n']) {
        return RawValue::from_string(id.get().replace(['\r', '\n'], " ")).map(Cow::Owned);
    }
    Ok(Cow::Borrowed(id))
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id.map(in_one_line).transpose().map_err(S::Error::custom)?)?;
        match &self.result {
            Ok(decided) => {
                map.serialize_entry("decision", &decided.decision)?;
                if let Some(decided_by) = &decided.decided_by {
                    map.serialize_entry("decidedBy", decided_by)?;
                }
                if let Some(explanation) = &decided.explanation {
                    map.serialize_entry("explanation", explanation)?;
                }
            }
            Err(fault) => map.serialize_entry("error", fault)?,
        }
        map.end()
    }
}
