//! The policies of one type in a simulation: asked together, each remembered with the name that answers give it.

use std::collections::HashMap;
use std::sync::Arc;

use rolecall_policy::document::ast::{Document, Effect};
use rolecall_policy::document::{self, regardless_of_keys, statement_context_keys};
use rolecall_policy::{Bindings, Key, Member, Policy, PolicySet, PolicyType, Request, StatementRef, holding};

use super::error::SimulationError;
use super::position;
use super::shapes::{Decision, MatchedStatement, Position};
use crate::directory::PolicyDocument;

/// One policy.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// As answers name it: `PolicyInputList.1`, `user_NAME_POLICY`, the name of a managed policy.
    id: String,
    /// As explanations name it, where that is not the id: its ARN, or its own name.
    name: Option<String>,
    /// That of a managed policy.
    version: Option<String>,
    document: Document,
    text: Arc<str>,
    places: Vec<(Position, Position)>,
}

impl Source {
    /// A policy of the request. `None` if the text is no policy document, or names principals where `principals` are not
    /// allowed.
    pub(super) fn new(id: impl Into<String>, text: &str, principals: bool) -> Option<Self> {
        let document = document::parse(text).ok()?;
        let fits = principals || document.statements.iter().all(|statement| statement.principal.is_none());
        fits.then(|| Self::shown(id, document, text))
    }

    /// A policy of the directory. One that cannot be read any more denies everything, as it does in decisions.
    pub(super) fn stored(id: impl Into<String>, policy: &PolicyDocument) -> Self {
        let (id, deny_all) = (id.into(), PolicyDocument::deny_all());
        let source =
            Self::new(id.clone(), policy.text(), true).or_else(|| Self::new(id.clone(), deny_all.text(), true));
        source.unwrap_or_else(|| Self::shown(id, nothing(), ""))
    }

    /// The same under the name that explanations give it.
    pub(super) fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The same as a version of a managed policy.
    pub(super) fn in_version(self, version: impl Into<String>) -> Self {
        Self { version: Some(version.into()), ..self }
    }

    /// A policy whose statements are shown where they stand in `text`.
    pub(super) fn shown(id: impl Into<String>, document: Document, text: &str) -> Self {
        let places = document::parse(text).map(|shown| position::of_statements(text, &shown)).unwrap_or_default();
        Self { id: id.into(), name: None, version: None, document, text: text.into(), places }
    }

    /// The policy as written.
    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// The policy as explanations quote it.
    fn quoted(&self, policy: Arc<Policy>) -> Member {
        let member =
            Member::new(self.name.as_ref().unwrap_or(&self.id).as_str(), policy).with_text(Arc::clone(&self.text));
        match &self.version {
            Some(version) => member.with_version(version.as_str()),
            None => member,
        }
    }

    fn matched(&self, statement: usize, policy_type: PolicyType) -> MatchedStatement {
        let unknown = Position { line: 1, column: 1 };
        let (start_position, end_position) = self.places.get(statement).copied().unwrap_or((unknown, unknown));
        MatchedStatement {
            source_policy_id: self.id.clone(),
            source_policy_type: type_name(policy_type).to_owned(),
            start_position,
            end_position,
        }
    }
}

fn nothing() -> Document {
    Document { version: None, id: None, statements: Vec::new() }
}

/// The types as real answers name them; the service model has other words.
pub(super) fn type_name(policy_type: PolicyType) -> &'static str {
    match policy_type {
        PolicyType::ResourceBased | PolicyType::RoleTrust => "Resource Policy",
        PolicyType::PermissionsBoundary => "Permissions Boundary Policy",
        _ => "IAM Policy",
    }
}

/// Policies of one type.
pub(super) struct Group {
    policy_type: PolicyType,
    sources: Vec<Source>,
    set: PolicySet,
    /// The same policies with their names and texts.
    quoted: PolicySet,
    /// The same policies if nothing hung on condition keys.
    bare: PolicySet,
    keys: Keys,
}

/// The keys that the policies of a group mention.
struct Keys {
    /// Each spelling once.
    distinct: Vec<(String, Key)>,
    /// For each policy and statement, the places of its keys in that list.
    of_statements: Vec<Vec<Vec<usize>>>,
}

/// The statements that hold.
#[derive(Default)]
pub(super) struct Found {
    pub(super) denies: Vec<MatchedStatement>,
    pub(super) allows: Vec<MatchedStatement>,
}

impl Found {
    /// What these policies say by themselves.
    pub(super) fn decision(&self) -> Decision {
        match (self.denies.is_empty(), self.allows.is_empty()) {
            (false, _) => Decision::ExplicitDeny,
            (true, false) => Decision::Allowed,
            (true, true) => Decision::ImplicitDeny,
        }
    }
}

impl Group {
    pub(super) fn new(policy_type: PolicyType, sources: Vec<Source>, bindings: Bindings<'_>) -> Self {
        let compile = |document: &Document| Arc::new(Policy::compile(document, bindings));
        let policies: Vec<_> = sources.iter().map(|source| compile(&source.document)).collect();
        let quoted = sources.iter().zip(&policies).map(|(source, policy)| source.quoted(Arc::clone(policy)));
        let quoted = PolicySet::new(quoted);
        let bare = numbered(sources.iter().map(|source| compile(&regardless_of_keys(&source.document))));
        let (set, keys) = (numbered(policies), Keys::of(&sources));
        Self { policy_type, sources, set, quoted, bare, keys }
    }

    /// The policies as the engine takes them.
    pub(super) fn set(&self) -> &PolicySet {
        &self.set
    }

    /// The policies as explanations name and quote them.
    pub(super) fn quoted(&self) -> &PolicySet {
        &self.quoted
    }

    /// The type.
    pub(super) fn policy_type(&self) -> PolicyType {
        self.policy_type
    }

    /// The statements that hold for `request`.
    pub(super) fn found(&self, request: &Request<'_>, bounded: bool) -> Result<Found, SimulationError> {
        let mut found = Found::default();
        for (effect, at) in self.holding(request, bounded, &self.set)? {
            let Some(source) = ordinal(at).and_then(|ordinal| self.sources.get(ordinal)) else { continue };
            let list = if effect == Effect::Deny { &mut found.denies } else { &mut found.allows };
            list.push(source.matched(at.index, self.policy_type));
        }
        Ok(found)
    }

    /// The keys that the request lacks, of all statements that apply to it but for their conditions.
    pub(super) fn missing(&self, request: &Request<'_>, bounded: bool) -> Result<Vec<&str>, SimulationError> {
        let keys = self.keys.distinct.iter();
        let lacked: Vec<bool> = keys.map(|(_, key)| request.context.values(key).is_none()).collect();
        if !lacked.contains(&true) {
            return Ok(Vec::new());
        }
        let applicable = self.holding(request, bounded, &self.bare)?;
        let mut places: Vec<_> = applicable.into_iter().filter_map(|(_, at)| Some((ordinal(at)?, at.index))).collect();
        places.sort_unstable();
        let keys = places.into_iter().filter_map(|(ordinal, index)| self.keys.of_statements.get(ordinal)?.get(index));
        let mut told = lacked;
        let missing = keys.flatten().filter(|key| told.get_mut(**key).is_some_and(std::mem::take));
        Ok(missing.filter_map(|key| Some(self.keys.distinct.get(*key)?.0.as_str())).collect())
    }

    fn holding<'a>(
        &self,
        request: &Request<'_>,
        bounded: bool,
        set: &'a PolicySet,
    ) -> Result<Vec<(Effect, StatementRef<'a>)>, SimulationError> {
        holding(request, bounded, self.policy_type, set).map_err(|_| SimulationError::TooMuchWork)
    }
}

/// A set whose members are named by their ordinals.
fn numbered(policies: impl IntoIterator<Item = Arc<Policy>>) -> PolicySet {
    let members = policies.into_iter().enumerate();
    PolicySet::new(members.map(|(ordinal, policy)| Member::new(ordinal.to_string(), policy)))
}

/// The ordinal of the member that a statement stands in.
fn ordinal(at: StatementRef<'_>) -> Option<usize> {
    at.policy.parse().ok()
}

impl Keys {
    fn of(sources: &[Source]) -> Self {
        let (mut distinct, mut known) = (Vec::new(), HashMap::new());
        let mut place = |key: &str| {
            *known.entry(key.to_owned()).or_insert_with(|| {
                distinct.push((key.to_owned(), Key::new(key)));
                distinct.len() - 1
            })
        };
        let mut of_document = |document: &Document| {
            let keys = document.statements.iter().map(|statement| statement_context_keys(statement, document.version));
            keys.map(|keys| keys.into_iter().map(&mut place).collect()).collect()
        };
        let of_statements = sources.iter().map(|source| of_document(&source.document)).collect();
        Self { distinct, of_statements }
    }
}
