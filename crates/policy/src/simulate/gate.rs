//! The policies of one type that a question gives, made once for the same text.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::cache::Cache;
use super::document::Compiled;
use super::fault::{Fault, FaultCode};
use crate::decision::StatementRef;
use crate::document::{PolicyKind, Position};
use crate::sets::{Member, PolicySet};

/// The most levels that an organization has: the root, five of units, the account.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const MOST_LEVELS: usize = 7;

/// A member of `policies`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gate {
    /// The member's name.
    pub(super) member: &'static str,
    /// What its documents are held to.
    pub(super) kind: PolicyKind,
    /// How they are arranged.
    pub(super) form: Form,
}

/// How a member of `policies` holds its documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    One,
    List,
    Levels,
}

/// The policies of one type, by level where there are levels.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) levels: Vec<PolicySet>,
    documents: Vec<(Arc<str>, Compiled)>,
}

impl Loaded {
    /// The policies of a type without levels.
    pub(super) fn only(&self) -> &PolicySet {
        self.levels.first().unwrap_or(PolicySet::EMPTY)
    }

    /// The place of a statement, if it stands in one of these policies: two of them may be of one name.
    pub(super) fn place_of(&self, statement: &StatementRef<'_>) -> Option<Position> {
        let mut documents = self.documents.iter();
        let (_, document) = documents.find(|(name, _)| std::ptr::eq(&raw const **name, statement.policy))?;
        document.place_of(statement.index)
    }
}

/// Makes policies from texts, and keeps them.
#[derive(Debug, Default)]
pub(super) struct Loader {
    documents: Cache<PolicyKind, Compiled>,
    gates: Cache<Gate, Arc<Loaded>>,
}

impl Loader {
    /// The policies of a type; `None` where the question does not give it.
    pub(super) fn load(&mut self, gate: Gate, raw: Option<&RawValue>) -> Result<Option<Arc<Loaded>>, Fault> {
        let Some(raw) = raw.map(RawValue::get) else { return Ok(None) };
        if let Some(loaded) = self.gates.get(&gate, raw) {
            return Ok(Some(loaded));
        }
        let mut loaded = Loaded::default();
        match gate.form {
            Form::One => self.level(gate, &mut loaded, [(gate.member.to_owned(), raw)])?,
            Form::List => {
                let list = list(raw, gate.member)?.into_iter().enumerate();
                let named = list.map(|(at, raw)| (format!("{}[{at}]", gate.member), raw.get()));
                self.level(gate, &mut loaded, named)?;
            }
            Form::Levels => {
                let levels = list(raw, gate.member)?;
                if levels.len() > MOST_LEVELS {
                    let message = format_args!("`{}` has at most {MOST_LEVELS} levels", gate.member);
                    return Err(Fault::new(FaultCode::InvalidQuestion, message));
                }
                for (level, raw) in levels.into_iter().enumerate() {
                    let member = format!("{}[{level}]", gate.member);
                    let list = list(raw.get(), &member)?.into_iter().enumerate();
                    self.level(gate, &mut loaded, list.map(|(at, raw)| (format!("{member}[{at}]"), raw.get())))?;
                }
            }
        }
        let loaded = Arc::new(loaded);
        self.gates.put(gate, raw, loaded.clone());
        Ok(Some(loaded))
    }

    fn level<'r>(
        &mut self,
        gate: Gate,
        loaded: &mut Loaded,
        documents: impl IntoIterator<Item = (String, &'r str)>,
    ) -> Result<(), Fault> {
        let mut members = Vec::new();
        for (place, raw) in documents {
            let compiled = self.document(raw, gate.kind).map_err(|fault| Fault {
                policy: Some(fault.policy.map_or_else(|| place.clone(), |name| format!("{place} `{name}`"))),
                ..fault
            })?;
            let name: Arc<str> = compiled.name.clone().unwrap_or_else(|| place.into());
            members.push(Member::new(name.clone(), compiled.policy.clone()).with_text(compiled.text.clone()));
            loaded.documents.push((name, compiled));
        }
        loaded.levels.push(PolicySet::new(members));
        Ok(())
    }

    fn document(&mut self, raw: &str, kind: PolicyKind) -> Result<Compiled, Fault> {
        if let Some(compiled) = self.documents.get(&kind, raw) {
            return Ok(compiled);
        }
        let compiled = Compiled::read(raw, kind)?;
        self.documents.put(kind, raw, compiled.clone());
        Ok(compiled)
    }
}

fn list<'r>(raw: &'r str, member: &str) -> Result<Vec<&'r RawValue>, Fault> {
    let wrong = |error| Fault::new(FaultCode::InvalidQuestion, format_args!("`{member}` must be a list: {error}"));
    serde_json::from_str(raw).map_err(wrong)
}
